import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { z } from "zod/mini";

import { NotIncluded, useIsIncluded } from "~/account/NotIncluded";
import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { ago, day } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Refusal } from "~/ui/Refusal";
import { SecretDialog } from "~/ui/Secret";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type ApiKey = Row<"api_keys">;

const FORM = z.object({ name: z.string().check(z.minLength(1, "Enter what the key is for")) });

export default function ApiKeys() {
    const mayManage = usePermission("developers.manage");
    const [isMaking, setIsMaking] = useState(false);
    const [made, setMade] = useState<string | null>(null);
    const [revoked, setRevoked] = useState<ApiKey | null>(null);
    const keys = useRows(["api_keys"], (signal) =>
        api
            .from("api_keys")
            .select("*")
            .order("revoked_at", { ascending: false, nullsFirst: true })
            .order("created_at", { ascending: false })
            .abortSignal(signal)
            .throwOnError(),
    );
    const isIncluded = useIsIncluded("api_access");
    const make = mayManage && isIncluded && (
        <Button look="primary" onClick={() => setIsMaking(true)}>
            <Plus className="size-4" aria-hidden="true" /> Make a key
        </Button>
    );
    const columns: Column<ApiKey>[] = [
        { id: "name", label: "For", cell: (key) => key.name },
        { id: "prefix", label: "Begins with", cell: (key) => <code>{key.prefix}…</code> },
        { id: "made", label: "Made (UTC)", className: "whitespace-nowrap", cell: (key) => day(key.created_at) },
        { id: "used", label: "Last used", className: "whitespace-nowrap", cell: (key) => (key.last_used_at ? ago(key.last_used_at) : "never") },
        {
            id: "state",
            label: "State",
            cell: (key) => (key.revoked_at ? <Badge>Revoked</Badge> : <Badge tone="good">Active</Badge>),
        },
        {
            id: "actions",
            label: <span className="sr-only">Actions</span>,
            className: "w-0 text-right",
            cell: (key) =>
                !key.revoked_at &&
                mayManage && (
                    <Button size="sm" look="quiet" className="-my-2" onClick={() => setRevoked(key)}>
                        Revoke<span className="sr-only"> {key.name}</span>
                    </Button>
                ),
        },
    ];
    return (
        <Page title="API keys" lead="For machines of yours that read and write your data." actions={make}>
            <NotIncluded feature="api_access" />
            <Block query={keys} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty icon={KeyRound} title="No API keys" action={make}>
                            {mayManage
                                ? "A key lets a machine ask the API in your organization's name, without anybody's password."
                                : "Keys are seen by owners and administrators."}
                        </Empty>
                    ) : (
                        <Table caption="API keys" columns={columns} rows={data} rowKey={(key) => key.id} isStale={keys.isPlaceholderData} stacks />
                    )
                }
            </Block>
            {isMaking && (
                <MakeKey
                    onClose={() => setIsMaking(false)}
                    onMade={(key) => {
                        setIsMaking(false);
                        setMade(key);
                    }}
                />
            )}
            {made && <SecretDialog title="Your new key" label="API key" secret={made} onClose={() => setMade(null)} />}
            {revoked && <RevokeKey apiKey={revoked} onClose={() => setRevoked(null)} />}
        </Page>
    );
}

function MakeKey({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
    const { mutateAsync } = useAction(
        async (name: string) => (await api.rpc("create_api_key", { name }).throwOnError()).data as { api_key: string },
        { invalidates: [["api_keys"]] },
    );
    const form = useApiForm(FORM, { name: "" }, async ({ name }) => onMade((await mutateAsync(name)).api_key));
    return (
        <Dialog onClose={onClose} title="Make an API key">
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField {...form.field("name")} label="What it is for" hint="Such as the machine or the program that has it." autoComplete="off" />
                <DialogActions>
                    <Button onClick={onClose}>Not now</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Make the key
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
    const revoke = useAction(
        async (id: string) => await api.rpc("revoke_api_key", { id }).throwOnError(),
        { invalidates: [["api_keys"]], done: "The key counts no more", onDone: onClose },
    );
    return (
        <Dialog
            onClose={onClose}
            title={`Revoke ${apiKey.name}?`}
            footer={
                <>
                    <Button onClick={onClose}>Keep it</Button>
                    <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate(apiKey.id)}>
                        Revoke
                    </Button>
                </>
            }
        >
            <div className="grid gap-4">
                <p className="text-ink-2">
                    Whatever uses the key that begins with <code>{apiKey.prefix}</code> is refused from its next request on. This cannot be
                    undone.
                </p>
                <ErrorText error={revoke.error} />
            </div>
        </Dialog>
    );
}
