import { z } from "zod/mini";

import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { useAction, useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextArea, TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

/** What invoices say of whom they are for. */
export function BillingDetails() {
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
        <form onSubmit={form.submit} noValidate className="card grid gap-4 p-6">
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
