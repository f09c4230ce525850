create or replace function billing.related_ids(object jsonb)
returns text[]
language sql
immutable
begin atomic
    select array_remove(
        array[
            billing.reference_id(related_ids.object -> 'customer'),
            billing.reference_id(related_ids.object -> 'subscription'),
            billing.reference_id(
                related_ids.object -> 'parent' -> 'subscription_details' -> 'subscription'
            ),
            billing.reference_id(related_ids.object -> 'invoice'),
            billing.reference_id(related_ids.object -> 'charge'),
            billing.reference_id(related_ids.object -> 'payment' -> 'charge'),
            billing.reference_id(related_ids.object -> 'payment_intent'),
            billing.reference_id(related_ids.object -> 'payment' -> 'payment_intent')
        ],
        null
    );
end;

comment on function billing.related_ids(jsonb) is
'The Stripe ids that an object refers to and that tell whose it is, the surest first.';
