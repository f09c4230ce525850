-- Included by every test file, right after its begin.
set local client_min_messages = warning;
-- pgTAP and the helpers can be called by their bare names; the product's objects cannot.
set local search_path = tests;
-- The connection is a superuser's, which would see through every policy and grant.
set local role unison_owner;
