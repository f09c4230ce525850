/** Coupons: what they take off, who may have them, and how often they were redeemed. */
import { Plus } from "lucide-react";

import { admin, type AdminRow } from "~/lib/api";
import { day, money, number, sentence } from "~/lib/format";
import { useUrlState } from "~/lib/url-state";
import { Badge } from "~/ui/Badge";
import { Button } from "~/ui/Button";
import { DeedDialog, useDeed, type Deed } from "~/ui/Deed";
import { Page } from "~/ui/Page";
import { StaffList } from "~/ui/StaffList";

type Coupon = AdminRow<"coupons">;

const STATE = { new: "" };

export default function Coupons() {
    const [{ new: isNew }, change] = useUrlState(STATE);
    const [dialog, begin] = useDeed();
    return (
        <Page
            title="Coupons"
            lead="What they take off never changes; who has redeemed one keeps it."
            actions={
                <Button look="primary" onClick={() => change({ new: "yes" })}>
                    <Plus className="size-4" aria-hidden="true" /> New coupon
                </Button>
            }
        >
            <StaffList
                view="coupons"
                caption="Coupons"
                sort="-created_at"
                tie="code"
                rowKey={(row) => row.code}
                one="coupon"
                search={{ label: "Search by code or name", columns: ["code", "name"] }}
                filters={[
                    {
                        name: "withdrawn_at",
                        label: "State",
                        options: [
                            { value: "null", label: "Can be redeemed" },
                            { value: "set", label: "Withdrawn" },
                        ],
                    },
                ]}
                empty={{ title: "There is no coupon yet", text: "Make the first one: it can be redeemed as soon as Stripe has it." }}
                columns={[
                    { id: "code", label: "Code", sort: "code", cell: (row) => <code>{row.code}</code> },
                    { id: "name", label: "Name", sort: "name", cell: (row) => row.name },
                    { id: "off", label: "Takes off", isFigure: true, cell: (row) => takesOff(row) },
                    { id: "plans", label: "Plans", cell: (row) => row.plan_codes?.map(sentence).join(", ") ?? "All" },
                    {
                        id: "redeemed",
                        label: "Redeemed",
                        sort: "times_redeemed",
                        isFigure: true,
                        cell: (row) => [number(row.times_redeemed), row.max_redemptions && number(row.max_redemptions)].filter(Boolean).join(" of "),
                    },
                    { id: "until", label: "Until", isFigure: true, cell: (row) => (row.expires_at ? day(row.expires_at) : "–") },
                    { id: "state", label: "State", cell: (row) => <CouponState coupon={row} /> },
                ]}
                actions={(row) => row.withdrawn_at === null && <Button size="sm" aria-label={`Withdraw ${row.code}`} onClick={() => begin(withdrawal(row))}>Withdraw</Button>}
            />
            {dialog}
            {isNew && <DeedDialog {...NEW} onClose={() => change({ new: "" })} />}
        </Page>
    );
}

function takesOff(coupon: Coupon): string {
    const off = coupon.percent_off === null ? money(coupon.amount_off_cents ?? 0, coupon.currency ?? "usd") : `${number(coupon.percent_off, 2)} %`;
    return `${off}, ${coupon.duration === "repeating" ? `${number(coupon.duration_months ?? 0)} months` : coupon.duration}`;
}

function CouponState({ coupon }: { coupon: Coupon }) {
    if (coupon.withdrawn_at) return <Badge>Withdrawn</Badge>;
    return coupon.is_linked ? <Badge tone="good">Can be redeemed</Badge> : <Badge tone="warn">Not at Stripe yet</Badge>;
}

function withdrawal(coupon: Coupon): Deed {
    return {
        title: `Withdraw ${coupon.code}?`,
        lead: "Nobody can redeem it any more. Who has redeemed it keeps what it takes off.",
        verb: "Withdraw",
        look: "danger",
        before: `Redeemed ${number(coupon.times_redeemed)} times`,
        after: () => "No more",
        done: `${coupon.code} is withdrawn`,
        act: ({ reason = "" }) => admin.rpc("withdraw_coupon", { code: coupon.code, reason }).throwOnError(),
    };
}

const NEW: Deed = {
    title: "New coupon",
    lead: "What it takes off cannot be changed afterwards. It can be redeemed once the operator has handed the catalogue to Stripe.",
    verb: "Make it",
    fields: [
        { name: "code", label: "Code", hint: "What customers type: capital letters and digits" },
        { name: "name", label: "Name", hint: "What stands on the invoice" },
        {
            name: "kind",
            label: "Takes off",
            type: "select",
            initial: "percent",
            options: [
                { value: "percent", label: "Percent" },
                { value: "usd", label: "An amount in cents, USD" },
                { value: "eur", label: "An amount in cents, EUR" },
            ],
        },
        { name: "off", label: "How much", type: "number" },
        {
            name: "duration",
            label: "For how long",
            type: "select",
            initial: "once",
            options: [
                { value: "once", label: "Once" },
                { value: "repeating", label: "Some months" },
                { value: "forever", label: "For ever" },
            ],
        },
        { name: "months", label: "How many months", type: "number", isOptional: true, hint: "Only for some months" },
        { name: "most", label: "How often at most", type: "number", isOptional: true, hint: "Empty: no limit" },
        { name: "until", label: "Until (UTC)", type: "datetime-local", isOptional: true, hint: "Empty: until it is withdrawn" },
    ],
    done: "The coupon is made",
    act: ({ code = "", name = "", kind = "", off, duration = "", months, most, until, reason = "" }) =>
        admin
            .rpc("create_coupon", {
                code,
                name,
                duration,
                reason,
                ...(kind === "percent" ? { percent_off: Number(off) } : { amount_off_cents: Number(off), currency: kind }),
                ...(months && { duration_months: Number(months) }),
                ...(most && { max_redemptions: Number(most) }),
                ...(until && { expires_at: `${until}Z` }),
            })
            .throwOnError(),
};
