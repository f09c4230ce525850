-- The list of all codes; whoever raises a new one adds it here. Repeatable: rows follow this file.
with wanted (code, http_status, description) as (
    values
    -- Requests
    ('invalid_argument', 400, 'An argument is missing or malformed; details name it'),
    ('count_refused', 400, 'Only Prefer: count=exact is answered, never an estimate'),
    ('method_not_allowed', 405, 'What is read here is written by functions under /rpc/'),
    ('cross_site_refused', 403, 'A session in a cookie may write only with X-Requested-With'),
    ('too_many_tries', 429, 'Too many tries; details tell when to come back'),
    ('too_many_at_once', 429, 'Too many requests of one caller are under way; nothing was done'),

    -- Found by the gateway
    ('bad_request', 400, 'The request is malformed, or its address or headers are too long'),
    ('csv_refused', 406, 'CSV is not served: a spreadsheet would run what begins as a formula'),
    ('body_too_large', 413, 'The request body is too large; details tell the limit'),
    ('internal_error', 500, 'A fault of ours; nothing was changed, and the request id finds it'),
    ('unavailable', 503, 'A part of the service is down or starting; try again soon'),
    ('timeout', 504, 'The database did not finish in time; ask for less at once'),

    -- Who is asking
    ('token_required', 401, 'The request needs an access token, and carries none that counts'),
    ('token_invalid', 401, 'The access token is incomplete, expired, or its session has ended'),
    ('refresh_token_invalid', 401, 'The refresh token is unknown, expired or was used before'),
    ('api_key_invalid', 401, 'The API key is unknown or was revoked'),
    ('api_key_not_found', 404, 'There is no such API key that counts in this organization'),
    ('invalid_credentials', 401, 'The address or the password is wrong'),
    ('second_factor_required', 401, 'The code of a second factor is needed as well'),
    ('second_factor_invalid', 401, 'The code is wrong, too old, or was used before'),
    (
        'second_factor_missing', 403,
        'A second factor is needed that is not there, or was not used: enrol one, or sign in by it'
    ),
    (
        'recent_sign_in_required', 403,
        'Whom a provider lets in does this within ten minutes of signing in'
    ),
    ('session_not_found', 404, 'There is no such session, or it is not yours'),
    ('role_required', 403, 'The role in this organization does not allow it'),
    ('staff_required', 403, 'Only the staff of the platform may do this'),
    ('own_session_required', 403, 'Only the person may do this, not a key or an impersonator'),
    (
        'external_sign_in_invalid', 400,
        'The answer of a provider is none that this browser asked for, is late, or was used before'
    ),
    ('provider_failed', 502, 'The organization''s provider signed nobody in; details tell why'),
    ('id_token_invalid', 401, 'The provider''s token signs nobody in; details tell the reason'),
    ('provider_required', 403, 'The organization lets its people in by its provider alone'),
    ('membership_required', 403, 'The person belongs to no organization'),

    -- Accounts
    ('email_taken', 409, 'Somebody has an account with this address already'),
    ('email_verified', 409, 'The address is verified already'),
    ('password_refused', 400, 'The password breaks a rule; details name it'),
    ('one_time_token_invalid', 400, 'The link is unknown, expired or was used before'),

    -- Organizations
    ('organization_not_found', 404, 'There is no such organization, or it is not yours'),
    ('user_not_found', 404, 'There is no such person'),
    ('member_not_found', 404, 'There is no such member in this organization'),
    ('already_member', 409, 'The person is a member of this organization already'),
    ('last_owner', 409, 'An organization keeps at least one owner'),
    ('invitation_not_found', 404, 'There is no such pending invitation in this organization'),
    ('invitation_for_another', 403, 'The invitation was sent to another address'),
    ('external_account_exists', 409, 'The address belongs to an account that is no member here'),
    ('identity_provider_not_found', 404, 'The organization, or the address, has no provider'),
    ('email_domain_not_found', 404, 'The organization has no such domain'),
    ('too_many_email_domains', 409, 'An organization has twenty domains at most'),

    -- Clocks
    ('clock_refused', 409, 'The clock cannot be set like this'),
    ('demo_refused', 409, 'Demo organizations and production exclude each other'),

    -- Jobs
    ('job_not_found', 404, 'No job has this name'),
    ('alarm_not_found', 404, 'There is no such alarm'),
    ('stripe_event_not_found', 404, 'Stripe has told of no such event'),
    ('stripe_event_settled', 409, 'The event is applied, or of no interest'),
    ('command_not_found', 404, 'There is no such command'),
    ('command_settled', 409, 'The command is under way or done'),
    ('command_superseded', 409, 'The same was asked for anew, or is to be asked for anew'),

    -- Webhooks
    ('webhook_url_refused', 400, 'Webhooks cannot be sent to this address; details tell why'),
    ('webhook_endpoint_not_found', 404, 'There is no such endpoint in this organization'),
    ('webhook_endpoint_disabled', 409, 'The endpoint is disabled, or was deleted'),
    ('too_many_webhook_endpoints', 409, 'An organization has ten endpoints at most'),
    ('delivery_not_found', 404, 'There is no such delivery, or it is not yours'),

    -- Catalogue
    ('price_not_found', 404, 'No price has this lookup key'),
    ('plan_not_found', 404, 'There is no plan with this code'),
    ('price_already_linked', 409, 'The Stripe price stands for another price'),
    ('price_not_linked', 409, 'The price is not known to Stripe yet; the operator has to link it'),
    ('published_immutable', 409, 'What is published does not change; publish a new version'),

    -- Entitlements and limits
    ('feature_required', 402, 'The plan lacks the feature; the hint names what has it'),
    ('limit_exceeded', 402, 'The limit does not allow it; the hint names what lifts it'),
    ('read_only', 402, 'The subscription is suspended, paused or over: reading and paying work'),
    ('feature_not_found', 404, 'The catalogue has no such feature'),
    ('override_not_found', 404, 'Nothing overrides this feature, or the tier, of the organization'),
    ('counted_rows', 409, 'Rows that a limit counts are neither moved nor truncated'),

    -- Example tables
    ('plant_not_found', 404, 'There is no such plant in this organization'),
    ('custom_field_not_found', 404, 'There is no such custom field in this organization'),
    -- Mail
    ('email_not_found', 404, 'There is no such letter'),
    ('email_not_retryable', 409, 'The letter was sent, or carries a link that works once'),
    ('suppression_not_found', 404, 'Nothing holds letters to this address back'),

    -- Billing
    ('already_subscribed', 409, 'There is a subscription already: change it instead'),
    ('coupon_not_found', 404, 'There is no such coupon'),
    ('coupon_taken', 409, 'There is a coupon with this code already'),
    ('coupon_refused', 409, 'The coupon cannot be redeemed; details tell the cause'),
    ('unchanged', 409, 'It is as it is asked for already'),
    ('change_under_way', 409, 'Another change of the subscription is not finished yet'),
    ('checkout_required', 409, 'Nothing was bought yet that could be changed: buy it first'),
    ('pending_change_not_found', 404, 'There is no such change that waits, or it is not yours'),
    ('transition_refused', 409, 'The subscription''s status does not allow it; details name both'),
    ('invoice_not_found', 404, 'There is no such invoice, or it is not yours'),
    ('credit_note_not_found', 404, 'There is no such credit note, or it is not yours'),
    ('invoice_not_issued', 409, 'A draft is no invoice yet, and has no document'),
    ('invoice_settled', 409, 'The invoice is paid, or was taken back'),
    ('invoice_of_stripe', 409, 'Stripe has issued the invoice, and settles it'),
    ('payment_recorded', 409, 'A payment with this reference is recorded with another amount'),
    ('sales_led', 409, 'What was agreed with our sales is changed by them'),
    ('contract_not_found', 404, 'The organization has no sales-led subscription'),
    ('document_pending', 409, 'The document is being made; ask again in a moment'),
    ('document_failed', 409, 'The document could not be made; the operator sees why'),
    ('history_too_short', 409, 'There are too few complete months for a forecast'),
    ('indicator_not_found', 404, 'No health indicator has this code'),
    ('book_not_empty', 409, 'History is imported into a database without any, and only once'),
    ('append_only', 409, 'History is only ever added to')
),

gone as (
    delete from util.error_codes as e
    where e.code not in (select w.code from wanted as w)
)

insert into util.error_codes as e (code, http_status, description)
select
    w.code,
    w.http_status,
    w.description
from wanted as w
on conflict (code) do update
    set
        http_status = excluded.http_status,
        description = excluded.description
    where (e.http_status, e.description) is distinct from (
        excluded.http_status, excluded.description
    );
