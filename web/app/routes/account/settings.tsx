import { z } from "zod/mini";

import { useMe, usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { day } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { TextArea, TextField } from "~/ui/Field";
import { Page, Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const CARD = "card grid max-w-2xl gap-4 p-6";

export default function Settings() {
    const mayRead = usePermission("billing.read");
    return (
        <Page title="Settings" lead="What invoices say about you, and how you sign in.">
            {mayRead && (
                <Section title="Billing details">
                    <BillingProfile />
                </Section>
            )}
            <Section title="You">
                <Account />
            </Section>
            <Section title="Password">
                <Password />
            </Section>
        </Page>
    );
}

function BillingProfile() {
    const profile = useRows(["billing_profile"], (signal) =>
        api.from("billing_profile").select("*").abortSignal(signal).maybeSingle().throwOnError(),
    );
    return (
        <Block query={profile} skeleton={<Skeleton className="h-120 max-w-2xl" />}>
            {({ data }) => <BillingForm profile={data} />}
        </Block>
    );
}

const PROFILE = z.object({
    legal_name: z.string(),
    address: z.string(),
    country: z.string(),
    tax_id: z.string(),
    po_number: z.string(),
    contacts: z.string(),
});

/** What is one to a line, or separated by commas. */
function parts(text: string, separator: RegExp): string[] {
    return text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== "");
}

function BillingForm({ profile }: { profile: Row<"billing_profile"> | null }) {
    const mayManage = usePermission("billing.manage");
    const { mutateAsync } = useAction(
        async (values: z.infer<typeof PROFILE>) =>
            await api
                .rpc("set_billing_profile", {
                    legal_name: values.legal_name,
                    address_lines: parts(values.address, /\n/),
                    country: values.country,
                    tax_id: values.tax_id,
                    po_number: values.po_number,
                    contacts: parts(values.contacts, /[\n,;]/),
                })
                .throwOnError(),
        { invalidates: [["billing_profile"]], done: "The billing details are saved" },
    );
    const form = useApiForm(
        PROFILE,
        {
            legal_name: profile?.legal_name ?? "",
            address: profile?.address_lines?.join("\n") ?? "",
            country: profile?.country ?? "",
            tax_id: profile?.tax_id ?? "",
            po_number: profile?.po_number ?? "",
            contacts: profile?.contacts?.join("\n") ?? "",
        },
        (values) => mutateAsync(values),
        { address: "address_lines" },
    );
    return (
        <form onSubmit={form.submit} noValidate className={CARD}>
            <p className="text-sm text-ink-2">They stand on invoices that are issued from now on.</p>
            <ErrorText error={form.failure} />
            <fieldset disabled={!mayManage} className="grid gap-4">
                <legend className="sr-only">Billing details</legend>
                <TextField {...form.field("legal_name")} label="Legal name" autoComplete="organization" />
                <TextArea {...form.field("address")} label="Address" hint="As on a letter, line by line." />
                <div className="grid gap-4 sm:grid-cols-2">
                    <TextField {...form.field("country")} label="Country" hint="Two letters, as in DE." maxLength={2} autoComplete="country" />
                    <TextField {...form.field("tax_id")} label="Tax number" />
                </div>
                <TextField {...form.field("po_number")} label="Your order number" hint="Stands on every invoice." />
                <TextArea {...form.field("contacts")} label="Who gets billing mail, too" hint="One address a line." />
                {mayManage && (
                    <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                        Save
                    </Button>
                )}
            </fieldset>
        </form>
    );
}

function Account() {
    const me = useMe();
    const verify = useAction(async () => await api.rpc("request_email_verification", {}).throwOnError(), {
        done: "The letter is on its way",
    });
    return (
        <Block query={me} skeleton={<Skeleton className="h-32 max-w-2xl" />}>
            {({ data }) => (
                <div className={CARD}>
                    <Facts
                        facts={[
                            ["Name", data.full_name],
                            ["E-mail", data.email],
                            ["Address confirmed", data.email_verified_at ? `${day(data.email_verified_at)} (UTC)` : <Badge key="not-yet" tone="warn">not yet</Badge>],
                            ["Role here", data.role ?? "–"],
                        ]}
                    />
                    <ErrorText error={verify.error} />
                    {!data.email_verified_at && (
                        <Button size="sm" className="justify-self-start" busy={verify.isPending} onClick={() => verify.mutate()}>
                            Send the letter again
                        </Button>
                    )}
                </div>
            )}
        </Block>
    );
}

const PASSWORD = z.object({
    current_password: z.string().check(z.minLength(1, "Enter your present password")),
    new_password: z.string().check(z.minLength(1, "Choose a new one")),
});

function Password() {
    const { mutateAsync } = useAction(
        async (input: z.infer<typeof PASSWORD>) => await api.rpc("change_password", input).throwOnError(),
        { done: "The password is changed; your other sessions have ended" },
    );
    const form = useApiForm(PASSWORD, { current_password: "", new_password: "" }, async (values, reset) => {
        await mutateAsync(values);
        reset();
    });
    return (
        <form onSubmit={form.submit} noValidate className={CARD}>
            <ErrorText error={form.failure} />
            <TextField {...form.field("current_password")} label="Present password" type="password" autoComplete="current-password" />
            <TextField
                {...form.field("new_password")}
                label="New password"
                type="password"
                autoComplete="new-password"
                hint="At least 10 characters. Your other sessions end."
            />
            <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                Change the password
            </Button>
        </form>
    );
}
