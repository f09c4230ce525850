\ir mrr_at.sql
\ir explain_mrr.sql
