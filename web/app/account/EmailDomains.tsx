import { useState } from "react";
import { z } from "zod/mini";

import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { ago } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { TextField } from "~/ui/Field";
import { Refusal } from "~/ui/Refusal";
import { Skeleton } from "~/ui/Skeleton";

type Domain = Row<"email_domains">;

const KEY = ["email_domains"];
const FORM = z.object({ domain: z.string().check(z.minLength(1, "Enter what stands behind the @")) });

/** What stands behind the @ of a company's addresses, and how its DNS proves that. */
export function EmailDomains() {
    const domains = useRows(
        KEY,
        (signal) => api.from("email_domains").select("*").order("domain").abortSignal(signal).throwOnError(),
        { refetchInterval: (found) => (found?.some((domain) => domain.is_being_checked) ? 1_000 : false) },
    );
    const { mutateAsync } = useAction(
        async (input: z.infer<typeof FORM>) => await api.rpc("add_email_domain", input).throwOnError(),
        { invalidates: [KEY] },
    );
    const form = useApiForm(FORM, { domain: "" }, async (values, reset) => {
        await mutateAsync(values);
        reset();
    });
    return (
        <section aria-label="Domains" className="grid grid-cols-1 gap-4">
            <div>
                <h4 className="font-medium">Your domains</h4>
                <p className="text-sm text-ink-2">A record in the DNS of each proves that it is yours, and has to stay there.</p>
            </div>
            <Block query={domains} skeleton={<Skeleton className="h-24" />}>
                {({ data }) =>
                    data.length > 0 && (
                        <ul className="divide-y divide-line border-y border-line">
                            {data.map((domain) => (
                                <DomainItem key={domain.domain} domain={domain} />
                            ))}
                        </ul>
                    )
                }
            </Block>
            <form onSubmit={form.submit} noValidate className="grid gap-3">
                <Refusal error={form.failure} />
                <div className="flex flex-wrap items-end gap-3">
                    <TextField {...form.field("domain")} label="Domain" placeholder="company.example" autoComplete="off" className="min-w-0 flex-1 basis-60" />
                    <Button type="submit" busy={form.isBusy}>
                        Add the domain
                    </Button>
                </div>
            </form>
        </section>
    );
}

function DomainItem({ domain }: { domain: Domain }) {
    const name = domain.domain ?? "";
    const [isRemoving, setIsRemoving] = useState(false);
    const check = useAction(async () => await api.rpc("check_email_domain", { domain: name }).throwOnError(), { invalidates: [KEY] });
    const remove = useAction(async () => await api.rpc("remove_email_domain", { domain: name }).throwOnError(), {
        invalidates: [KEY],
        done: `${name} is removed`,
    });
    const isBusy = check.isPending || domain.is_being_checked === true;
    return (
        <li className="grid grid-cols-1 gap-3 py-4">
            <div className="flex flex-wrap items-center gap-3">
                <span className="min-w-0 flex-1 font-medium wrap-anywhere">{name}</span>
                <DomainState domain={domain} />
                {!domain.is_verified && (
                    <Button size="sm" busy={isBusy} onClick={() => check.mutate()}>
                        Look it up<span className="sr-only"> for {name}</span>
                    </Button>
                )}
                {isRemoving ? (
                    <>
                        <Button size="sm" onClick={() => setIsRemoving(false)}>
                            Keep it
                        </Button>
                        <Button size="sm" look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                            Remove it
                        </Button>
                    </>
                ) : (
                    <Button size="sm" look="quiet" onClick={() => setIsRemoving(true)}>
                        Remove<span className="sr-only"> {name}</span>
                    </Button>
                )}
            </div>
            {isRemoving && domain.is_verified && (
                <p className="text-sm text-ink-2">Whoever came in by your provider is signed out, and people with such addresses do not come in by it again.</p>
            )}
            {!domain.is_verified && (
                <Facts
                    facts={[
                        ["Kind of record", "TXT"],
                        ["Name", <code key="name" className="select-all">{domain.record_name}</code>],
                        ["Value", <code key="value" className="select-all">{domain.record_value}</code>],
                    ]}
                />
            )}
            {domain.error && domain.checked_at && (
                <p className="text-sm text-ink-2">
                    Looked up {ago(domain.checked_at)}: {domain.error}.
                </p>
            )}
            <ErrorText error={check.error ?? remove.error} />
        </li>
    );
}

function DomainState({ domain }: { domain: Domain }) {
    if (domain.missing_since_at) return <Badge tone="warn">Proved, but its record is gone</Badge>;
    if (domain.is_verified) return <Badge tone="good">Proved</Badge>;
    return <Badge>Not proved yet</Badge>;
}
