\ir schema.sql

-- The worker
\ir wake.sql
\ir has_worker.sql
\ir hold_worker_lock.sql
\ir check_worker_is_up.sql
\ir wait_until_running.sql
\ir worker_restart.sql
\ir record_response.sql
\ir claim_requests.sql

-- Requests
\ir _urlencode_string.sql
\ir _encode_url_with_params_array.sql
\ir _enqueue_request.sql
\ir http_get.sql
\ir http_post.sql
\ir http_delete.sql

-- Responses
\ir _await_response.sql
\ir _http_collect_response.sql
\ir http_collect_response.sql
