import type { ReactNode } from "react";
import { z } from "zod/mini";

import { Exports } from "~/account/Exports";
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
import { Page } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const CARD = "card grid gap-4 p-6";

export default function Settings() {
    const mayRead = usePermission("billing.read");
    return (
        <Page title="Settings" lead="Your organization, what invoices say about it, and how you sign in.">
            <div className="grid gap-8 lg:gap-10">
                <Part title="Organization" text="As your people see it, and whoever you invite.">
                    <Organization />
                </Part>
                {mayRead && (
                    <Part title="Billing details" text="They stand on invoices that are issued from now on.">
                        <BillingProfile />
                    </Part>
                )}
                <Part title="You" text="Who you are here.">
                    <Account />
                </Part>
                <Part title="Password" text="Your other sessions end when you change it.">
                    <Password />
                </Part>
                <Part title="Your data" text="It is yours: take it along whenever you like, also after you have cancelled.">
                    <Exports />
                </Part>
            </div>
        </Page>
    );
}

/** What it is at the left, and at the right what can be changed of it. */
function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
    return (
        <section aria-label={title} className="grid grid-cols-1 gap-3 lg:grid-cols-[16rem_minmax(0,40rem)] lg:gap-10">
            <div className="lg:pt-1">
                <h2 className="font-display text-lg font-semibold">{title}</h2>
                <p className="mt-1 text-sm text-ink-2">{text}</p>
            </div>
            {children}
        </section>
    );
}

const NAME = z.object({ name: z.string().check(z.minLength(1, "Enter a name")) });

function Organization() {
    const organization = useRows(["organization"], (signal) =>
        api.from("organization").select("*").abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={organization} skeleton={<Skeleton className="h-40" />}>
            {({ data }) => <OrganizationForm key={data.name} organization={data} />}
        </Block>
    );
}

function OrganizationForm({ organization }: { organization: Row<"organization"> }) {
    const mayRename = usePermission("organization.rename");
    const { mutateAsync } = useAction(
        async (input: z.infer<typeof NAME>) => await api.rpc("rename_organization", input).throwOnError(),
        { invalidates: [["organization"], ["organizations"]], done: "The organization has another name" },
    );
    const form = useApiForm(NAME, { name: organization.name }, (values) => mutateAsync(values));
    return (
        <form onSubmit={form.submit} noValidate className={CARD}>
            <ErrorText error={form.failure} />
            <fieldset disabled={!mayRename} className="grid gap-4">
                <legend className="sr-only">Organization</legend>
                <TextField {...form.field("name")} label="Name" autoComplete="organization" maxLength={200} />
                {mayRename && (
                    <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                        Rename
                    </Button>
                )}
            </fieldset>
        </form>
    );
}

function BillingProfile() {
    const profile = useRows(["billing_profile"], (signal) =>
        api.from("billing_profile").select("*").abortSignal(signal).maybeSingle().throwOnError(),
    );
    return (
        <Block query={profile} skeleton={<Skeleton className="h-120" />}>
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
                <TextArea {...form.field("contacts")} label="Copies of billing mail go to" hint="One address a line." />
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
        <Block query={me} skeleton={<Skeleton className="h-32" />}>
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
                hint="At least 10 characters."
            />
            <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                Change the password
            </Button>
        </form>
    );
}
