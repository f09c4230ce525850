import { Plus, Webhook } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";

import { EndpointForm } from "~/account/EndpointForm";
import { EndpointState } from "~/account/EndpointState";
import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { Page } from "~/ui/Page";
import { SecretDialog } from "~/ui/Secret";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Endpoint = Row<"webhook_endpoints">;

const COLUMNS: readonly Column<Endpoint>[] = [
    {
        id: "url",
        label: "Address",
        className: "break-all",
        cell: (endpoint) => (
            <Link to={`/webhooks/${endpoint.id}`} className="font-medium text-brand-ink underline underline-offset-4">
                {endpoint.url}
            </Link>
        ),
    },
    {
        id: "types",
        label: "Is told of",
        cell: (endpoint) => (endpoint.event_types.includes("*") ? "everything" : endpoint.event_types.join(", ")),
    },
    { id: "state", label: "State", cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
];

export default function Webhooks() {
    const mayManage = usePermission("developers.manage");
    const [isAdding, setIsAdding] = useState(false);
    const [secret, setSecret] = useState<string | null>(null);
    const endpoints = useRows(["webhook_endpoints"], (signal) =>
        api.from("webhook_endpoints").select("*").order("created_at").abortSignal(signal).throwOnError(),
    );
    const add = mayManage && (
        <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus className="size-4" aria-hidden="true" /> Add an endpoint
        </Button>
    );
    return (
        <Page title="Webhooks" lead="Addresses of yours that are told what happens, signed, within seconds." actions={add}>
            <Block query={endpoints} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty icon={Webhook} title="No endpoints" action={add}>
                            {mayManage
                                ? "An endpoint is an https address of yours. What it misses is sent again, and can be replayed for 30 days."
                                : "Endpoints are seen by owners and administrators."}
                        </Empty>
                    ) : (
                        <Table
                            caption="Webhook endpoints"
                            columns={COLUMNS}
                            rows={data}
                            rowKey={(endpoint) => endpoint.id}
                            isStale={endpoints.isPlaceholderData}
                            stacks
                        />
                    )
                }
            </Block>
            {isAdding && (
                <EndpointForm
                    endpoint={null}
                    onClose={() => setIsAdding(false)}
                    onDone={(made) => {
                        setIsAdding(false);
                        setSecret(made);
                    }}
                />
            )}
            {secret && <SecretDialog title="The endpoint is there" label="Signing secret" secret={secret} onClose={() => setSecret(null)} />}
        </Page>
    );
}
