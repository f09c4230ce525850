import { useState } from "react";
import { z } from "zod/mini";

import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { ago } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Banner } from "~/ui/Banner";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Checkbox, SelectField, TextField } from "~/ui/Field";
import { Refusal } from "~/ui/Refusal";

type Provider = Row<"identity_provider">;

const KEY = ["identity_provider"];
const HOUR = 3600;
const FORM = z.object({
    issuer: z.string().check(z.minLength(1, "Enter the provider’s issuer")),
    client_id: z.string().check(z.minLength(1, "Enter what the provider calls this platform")),
    client_secret: z.string(),
    default_role: z.string(),
    max_age_hours: z.string().check(z.regex(/^\d*(\.\d+)?$/, "Enter a number")),
    acr_values: z.string(),
    is_required: z.boolean(),
});

/** Who says who a company's people are, and how that went last. */
export function IdentityProvider({ provider }: { provider: Provider | null }) {
    const redirect = useRows(["redirect_uri"], (signal) => api.rpc("find_redirect_uri", {}).abortSignal(signal).throwOnError());
    const [isRemoving, setIsRemoving] = useState(false);
    const { mutateAsync } = useAction(
        async (values: z.infer<typeof FORM>) =>
            await api
                .rpc("set_identity_provider", {
                    issuer: values.issuer,
                    client_id: values.client_id,
                    default_role: values.default_role,
                    is_required: values.is_required,
                    acr_values: values.acr_values.split(/[\s,]+/).filter((value) => value !== ""),
                    // What is not said anew stays as it is.
                    ...(values.client_secret && { client_secret: values.client_secret }),
                    ...(values.max_age_hours && { max_age_seconds: Math.round(Number(values.max_age_hours) * HOUR) }),
                })
                .throwOnError(),
        { invalidates: [KEY], done: "The provider is saved" },
    );
    const form = useApiForm(
        FORM,
        {
            issuer: provider?.issuer ?? "",
            client_id: provider?.client_id ?? "",
            client_secret: "",
            default_role: provider?.default_role ?? "member",
            max_age_hours: provider?.max_age_seconds ? String(provider.max_age_seconds / HOUR) : "",
            acr_values: provider?.acr_values?.join(" ") ?? "",
            is_required: provider?.is_required ?? false,
        },
        async (values, reset) => {
            await mutateAsync(values);
            reset();
        },
        { max_age_hours: "max_age_seconds" },
    );
    return (
        <section aria-label="Provider" className="grid grid-cols-1 gap-4">
            <div>
                <h4 className="font-medium">Your identity provider</h4>
                <p className="text-sm text-ink-2">
                    Register this platform there (OpenID Connect, authorization code with PKCE), with the claims email and email_verified, and this
                    address to come back to:
                </p>
            </div>
            <code className="rounded-control bg-sunken px-3 py-2 text-sm wrap-anywhere select-all">{redirect.data?.data ?? "…"}</code>
            {provider && <ProviderState provider={provider} />}
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField
                    {...form.field("issuer")}
                    label="Issuer"
                    type="url"
                    autoComplete="off"
                    hint="Copied from its discovery document, with or without the last slash as there."
                />
                <div className="grid gap-4 sm:grid-cols-2">
                    <TextField {...form.field("client_id")} label="Client ID" autoComplete="off" />
                    <TextField
                        {...form.field("client_secret")}
                        label="Client secret"
                        type="password"
                        autoComplete="off"
                        placeholder={provider?.has_secret ? "kept; enter another one to replace it" : "none"}
                        hint="Only if the provider has given one. It is never shown again."
                    />
                    <SelectField {...form.field("default_role")} label="Who comes for the first time becomes" hint="Who was invited gets the role of the invitation.">
                        <option value="member">Member</option>
                        <option value="billing">Billing</option>
                        <option value="admin">Admin</option>
                    </SelectField>
                    <TextField
                        {...form.field("max_age_hours")}
                        label="Hours since signing in there"
                        inputMode="decimal"
                        autoComplete="off"
                        hint="Longer ago, people are asked there again. Empty leaves it to the provider."
                    />
                </div>
                <TextField
                    {...form.field("acr_values")}
                    label="Ways of signing in there that count"
                    autoComplete="off"
                    hint="Values of the claim acr, such as mfa, separated by spaces. Empty takes all."
                />
                <Checkbox
                    {...form.register("is_required")}
                    label="Nobody of these domains signs in with a password"
                    hint="Owners always may, so that a provider that fails locks nobody out for good."
                />
                <div className="flex flex-wrap gap-3">
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Save the provider
                    </Button>
                    {provider && <Button onClick={() => setIsRemoving(true)}>Remove it</Button>}
                </div>
            </form>
            {isRemoving && <RemoveProvider onClose={() => setIsRemoving(false)} />}
        </section>
    );
}

function ProviderState({ provider }: { provider: Provider }) {
    return (
        <>
            {provider.keys_error && (
                <Banner urgency="warning" title="Its keys could not be fetched">
                    {provider.keys_error}. {provider.keys_fetched_at && "Those of before count for a day."}
                </Banner>
            )}
            {provider.sign_in_error && provider.sign_in_failed_at && (
                <Banner urgency="warning" title={`The last sign-in came to nothing, ${ago(provider.sign_in_failed_at)}`}>
                    {provider.sign_in_error}
                </Banner>
            )}
            <Facts facts={[["Keys fetched", provider.keys_fetched_at ? ago(provider.keys_fetched_at) : "not yet"]]} />
        </>
    );
}

function RemoveProvider({ onClose }: { onClose: () => void }) {
    const remove = useAction(async () => await api.rpc("remove_identity_provider", {}).throwOnError(), {
        invalidates: [KEY],
        done: "The provider is removed",
        onDone: onClose,
    });
    return (
        <Dialog
            onClose={onClose}
            title="Remove the provider?"
            footer={
                <>
                    <Button onClick={onClose}>Keep it</Button>
                    <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                        Remove it
                    </Button>
                </>
            }
        >
            <div className="grid gap-4">
                <p className="text-ink-2">
                    Whoever came in by it is signed out at once. They stay members, and make themselves a password by “Forgot your password?”.
                </p>
                <ErrorText error={remove.error} />
            </div>
        </Dialog>
    );
}
