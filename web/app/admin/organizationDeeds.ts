/** What the staff can do to an organization. What may be done the server decides; what cannot apply is not offered. */
import { admin, type AdminRow } from "~/lib/api";
import { downloadAnswer } from "~/lib/download";
import { day, moment, sentence } from "~/lib/format";
import type { Deed } from "~/ui/Deed";

export type OrganizationDeed = Deed & { label: string };

interface Known {
    organization: AdminRow<"organizations">;
    subscription: AdminRow<"subscriptions"> | null;
    contract: AdminRow<"manual_subscriptions"> | null;
    planCodes: readonly string[];
}

/** In groups, as the menu has them. */
export function deedsFor({ organization, subscription, contract, planCodes }: Known): readonly (readonly OrganizationDeed[])[] {
    const organization_id = organization.id;
    const { name } = organization;
    const status = sentence(organization.status ?? "no subscription");
    const plan = (initial = planCodes[0] ?? "") =>
        ({
            name: "plan_code",
            label: "Plan",
            type: "select",
            initial,
            options: planCodes.map((value) => ({ value, label: sentence(value) })),
        }) as const;
    const until = {
        name: "expires_at",
        label: "Until (UTC)",
        type: "datetime-local",
        isOptional: true,
        hint: "Empty: until it is revoked",
    } as const;
    const expiry = (value: string | undefined) => (value ? { expires_at: `${value}Z` } : {});
    const cycle = (initial = "annual") =>
        ({
            name: "cycle",
            label: "Billed",
            type: "select",
            initial,
            options: [
                { value: "monthly", label: "Each month" },
                { value: "annual", label: "Each year" },
            ],
        }) as const;

    const care: OrganizationDeed[] = [
        {
            label: "Write a note",
            title: `A note about ${name}`,
            lead: "For colleagues: it stands in the timeline for ever. The customer does not see it.",
            verb: "Write it down",
            reasonLabel: "Note",
            done: "The note is in the timeline",
            act: ({ reason = "" }) => admin.rpc("add_note", { organization_id, note: reason }).throwOnError(),
        },
        {
            label: "Extend the trial",
            title: "Extend the trial",
            lead: "Days are added to its end, or from now if it has ended already.",
            verb: "Extend",
            before: organization.trial_ends_at ? `Ends ${moment(organization.trial_ends_at)}` : "No trial",
            after: ({ days }) => (Number(days) > 0 ? `${days} days more` : "–"),
            fields: [{ name: "days", label: "Days", type: "number", initial: "7", hint: "1 to 90" }],
            done: "The trial is extended",
            act: ({ days, reason = "" }) => admin.rpc("extend_trial", { organization_id, days: Number(days), reason }).throwOnError(),
        },
    ];

    const grants: OrganizationDeed[] = [
        {
            label: "Grant another plan",
            title: "Grant another plan's entitlements",
            lead: "At once, whichever is higher; what it pays stays as it is.",
            verb: "Grant",
            before: sentence(organization.tier_override ?? organization.plan_code ?? "no plan"),
            after: ({ plan_code }) => sentence(plan_code ?? ""),
            fields: [plan(), until],
            done: "The entitlements are granted",
            act: ({ plan_code = "", expires_at, reason = "" }) =>
                admin.rpc("override_tier", { organization_id, plan_code, reason, ...expiry(expires_at) }).throwOnError(),
        },
        {
            label: "Grant one entitlement",
            title: "Grant one entitlement",
            lead: "It counts at once, instead of plan and add-ons.",
            verb: "Grant",
            fields: [
                { name: "feature", label: "Feature", hint: "Its code, such as plants or sso" },
                { name: "value", label: "Value", hint: "true or false; of a limit a number, null for unlimited", initial: "true" },
                until,
            ],
            done: "The entitlement is granted",
            act: ({ feature = "", value = "", expires_at, reason = "" }) =>
                admin.rpc("grant_entitlement", { organization_id, feature, value: parse(value) as never, reason, ...expiry(expires_at) }).throwOnError(),
        },
    ];
    if (organization.tier_override) {
        grants.push({
            label: "Revoke the granted plan",
            title: "Revoke the granted plan",
            lead: "It has again what its own plan includes.",
            verb: "Revoke",
            before: sentence(organization.tier_override),
            after: () => sentence(organization.plan_code ?? "no plan"),
            done: "The grant is revoked",
            act: ({ reason = "" }) => admin.rpc("revoke_tier_override", { organization_id, reason }).throwOnError(),
        });
    }

    const contracts: OrganizationDeed[] = [];
    if (contract === null) {
        contracts.push({
            label: "Start a contract",
            title: `A contract with ${name}`,
            lead: "A subscription that our own invoices bill, to be paid by transfer. What has begun is billed at once.",
            verb: "Start it",
            before: status,
            after: ({ plan_code, cycle: each }) => `${sentence(plan_code ?? "")}, ${each}, by invoice`,
            fields: [
                plan(),
                cycle(),
                { name: "net_terms_days", label: "Days to pay", type: "number", initial: "30" },
                { name: "po_number", label: "Purchase order", isOptional: true },
                { name: "percent_off", label: "Discount in percent", type: "number", isOptional: true, hint: "For as long as it lasts" },
                { name: "starts_at", label: "Begins (UTC)", type: "datetime-local", isOptional: true, hint: "Empty: now" },
            ],
            done: "The contract has begun",
            act: ({ plan_code = "", cycle: each = "", net_terms_days, po_number, percent_off, starts_at, reason = "" }) =>
                admin
                    .rpc("start_manual_subscription", {
                        organization_id,
                        plan_code,
                        cycle: each,
                        reason,
                        net_terms_days: Number(net_terms_days),
                        ...(po_number && { po_number }),
                        ...(percent_off && { discount: { percent_off: Number(percent_off) } }),
                        ...(starts_at && { starts_at: `${starts_at}Z` }),
                    })
                    .throwOnError(),
        });
    } else {
        contracts.push({
            label: "Change the contract",
            title: `Change the contract with ${name}`,
            lead: "Now, the rest of the period is prorated: by an invoice, or a credit that the next ones use up.",
            verb: "Change it",
            before: `${sentence(subscription?.plan_code ?? "no plan")}, ${subscription?.cycle ?? "–"}`,
            after: ({ plan_code, cycle: each, when }) => `${sentence(plan_code ?? "")}, ${each}, ${when === "end" ? "from the next period on" : "at once"}`,
            fields: [
                plan(subscription?.plan_code ?? undefined),
                cycle(subscription?.cycle ?? undefined),
                {
                    name: "when",
                    label: "When",
                    type: "select",
                    initial: "end",
                    options: [
                        { value: "end", label: "With the next period" },
                        { value: "now", label: "Now" },
                    ],
                    hint: "The cycle changes only with a period",
                },
            ],
            done: "The contract is changed",
            act: ({ plan_code = "", cycle: each = "", when, reason = "" }) =>
                admin
                    .rpc("change_manual_subscription", { organization_id, reason, plan_code, cycle: each, at_period_end: when === "end" })
                    .throwOnError(),
        });
        const ends = contract.cancel_at ? `Ends ${day(contract.cancel_at)}` : "Renews itself";
        contracts.push(
            contract.cancel_at
                ? {
                      label: "Renew the contract",
                      title: `Let the contract with ${name} go on`,
                      lead: "It renews itself again at the end of its period, whoever wanted the end.",
                      verb: "Renew",
                      before: ends,
                      after: () => "Renews itself",
                      done: "The contract goes on",
                      act: ({ reason = "" }) => admin.rpc("undo_manual_cancellation", { organization_id, reason }).throwOnError(),
                  }
                : {
                      label: "End the contract",
                      title: `End the contract with ${name}?`,
                      lead: "With its period, or now if none has begun. It can be renewed until then.",
                      verb: "End it",
                      look: "danger",
                      before: ends,
                      after: () => (contract.current_period_end ? `Ends ${day(contract.current_period_end)}` : "Ends now"),
                      done: "The contract ends",
                      act: ({ reason = "" }) => admin.rpc("cancel_manual_subscription", { organization_id, reason }).throwOnError(),
                  },
        );
    }

    const ends: OrganizationDeed[] = [
        {
            label: "Export the data",
            title: `Export all that ${name} has here`,
            lead: "An archive with each table as JSON and CSV, without secrets. Hand it to nobody but the customer.",
            verb: "Download",
            done: "The archive was made",
            act: ({ reason = "" }) => downloadAnswer("export_organization", { organization_id, reason }, `organization-${organization_id}.tar`),
        },
        subscription?.hold === "staff"
            ? {
                  label: "Release",
                  title: `Release ${name}`,
                  lead: "It is again what it is without the suspension by the staff.",
                  verb: "Release",
                  before: status,
                  after: () => "As its subscription says",
                  done: "The organization is released",
                  act: ({ reason = "" }) => admin.rpc("reactivate", { organization_id, reason }).throwOnError(),
              }
            : {
                  label: "Suspend",
                  title: `Suspend ${name}?`,
                  lead: "It can read and not write until it is released, whatever is paid. Stripe is asked to pause what it bills.",
                  verb: "Suspend",
                  look: "danger",
                  before: status,
                  after: () => "Suspended, read-only",
                  done: "The organization is suspended",
                  act: ({ reason = "" }) => admin.rpc("suspend", { organization_id, reason }).throwOnError(),
              },
    ];
    if (subscription && subscription.status !== "canceled") {
        ends.push({
            label: "End the subscription",
            title: `End the subscription of ${name}?`,
            lead: "At once. What is paid is not given back.",
            verb: "End it now",
            look: "danger",
            before: status,
            after: () => "Cancelled",
            done: "The subscription ends",
            act: ({ reason = "" }) => admin.rpc("cancel_subscription", { organization_id, reason }).throwOnError(),
        });
    }
    return [care, grants, contracts, ends];
}

/** A value as the person wrote it; what is no JSON the server refuses with its own words. */
function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
