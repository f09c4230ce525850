import { RotateCw, Send } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { DeliveryDialog } from "~/account/DeliveryDialog";
import { EndpointForm } from "~/account/EndpointForm";
import { EndpointState } from "~/account/EndpointState";
import { api, type Row } from "~/lib/api";
import { moment, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { troubleWords } from "~/lib/troubles";
import { PAGE_SIZE, pageRange, useUrlState } from "~/lib/url-state";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button, ButtonLink } from "~/ui/Button";
import { Chips } from "~/ui/Chips";
import { Dialog } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { InlineSelect } from "~/ui/Field";
import { Page, Section } from "~/ui/Page";
import { Pagination } from "~/ui/Pagination";
import { SecretDialog } from "~/ui/Secret";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Endpoint = Row<"webhook_endpoints">;
type Delivery = Row<"webhook_deliveries">;

const STATE = { status: "", page: "1", delivery: "" };
const STATUSES = ["pending", "sending", "succeeded", "failed"];
/** While something is on its way, the list is looked at again. */
const LOOK_AGAIN_MS = 2_000;
/** Whether it fails, or was switched off, is found out elsewhere. */
const STATE_AGAIN_MS = 5_000;

export default function WebhookPage() {
    const { id = "" } = useParams();
    const endpoint = useRows(
        ["webhook_endpoints", id],
        (signal) => api.from("webhook_endpoints").select("*").eq("id", id).abortSignal(signal).maybeSingle().throwOnError(),
        { refetchInterval: STATE_AGAIN_MS },
    );
    return (
        <Page title="Webhook endpoint" actions={<ButtonLink to="/webhooks">All endpoints</ButtonLink>}>
            <Block query={endpoint} skeleton={<Skeleton className="h-48" />}>
                {({ data }) =>
                    data ? (
                        <>
                            <Details endpoint={data} />
                            <Deliveries endpoint={data} />
                        </>
                    ) : (
                        <Empty title="There is no such endpoint" action={<ButtonLink to="/webhooks">All endpoints</ButtonLink>}>
                            It may have been deleted.
                        </Empty>
                    )
                }
            </Block>
        </Page>
    );
}

function Details({ endpoint }: { endpoint: Endpoint }) {
    const { id } = endpoint;
    const keys = [["webhook_endpoints"], ["webhook_deliveries"]];
    const [secret, setSecret] = useState<string | null>(null);
    const [open, setOpen] = useState<"edit" | "delete" | "rotate" | null>(null);
    const test = useAction(async () => await api.rpc("send_test_event", { endpoint_id: id }).throwOnError(), {
        invalidates: keys,
        done: "A test event is on its way",
    });
    const toggle = useAction(
        async () =>
            await (endpoint.is_enabled ? api.rpc("disable_webhook_endpoint", { id }) : api.rpc("enable_webhook_endpoint", { id })).throwOnError(),
        { invalidates: keys, done: endpoint.is_enabled ? "It is told nothing for now" : "It is told of events again" },
    );
    const rotate = useAction(
        async () => (await api.rpc("rotate_webhook_secret", { endpoint_id: id }).throwOnError()).data as { secret: string },
        {
            onDone: (answer) => {
                setOpen(null);
                setSecret(answer.secret);
            },
        },
    );
    return (
        <section aria-label="Endpoint" className="card grid gap-5 p-6">
            <div className="flex flex-wrap items-center justify-between gap-3">
                <h2 className="min-w-0 font-display text-lg font-semibold wrap-anywhere">{endpoint.url}</h2>
                <EndpointState endpoint={endpoint} />
            </div>
            {endpoint.description && <p className="text-ink-2">{endpoint.description}</p>}
            <Facts
                facts={[
                    ["Is told of", endpoint.event_types.includes("*") ? "everything" : endpoint.event_types.join(", ")],
                    ["Since", moment(endpoint.created_at)],
                ]}
            />
            <ErrorText error={test.error ?? toggle.error} />
            <div className="flex flex-wrap gap-2 border-t border-line pt-4">
                <Button size="sm" look="primary" busy={test.isPending} onClick={() => test.mutate()}>
                    <Send className="size-4" aria-hidden="true" /> Send a test event
                </Button>
                <Button size="sm" onClick={() => setOpen("edit")}>
                    Change
                </Button>
                <Button size="sm" onClick={() => setOpen("rotate")}>
                    <RotateCw className="size-4" aria-hidden="true" /> New secret
                </Button>
                <Button size="sm" busy={toggle.isPending} onClick={() => toggle.mutate()}>
                    {endpoint.is_enabled ? "Switch off" : "Switch on"}
                </Button>
                <Button size="sm" look="quiet" onClick={() => setOpen("delete")}>
                    Delete
                </Button>
            </div>
            {open === "edit" && <EndpointForm endpoint={endpoint} onClose={() => setOpen(null)} onDone={() => setOpen(null)} />}
            {open === "delete" && <DeleteEndpoint endpoint={endpoint} onClose={() => setOpen(null)} />}
            {open === "rotate" && (
                <Dialog
                    onClose={() => setOpen(null)}
                    title="A new signing secret?"
                    footer={
                        <>
                            <Button onClick={() => setOpen(null)}>Not now</Button>
                            <Button look="primary" busy={rotate.isPending} onClick={() => rotate.mutate()}>
                                Make a new one
                            </Button>
                        </>
                    }
                >
                    <p className="text-ink-2">
                        For 24 hours the present one signs as well, so that nothing is lost while you put in the new one.
                    </p>
                    <ErrorText error={rotate.error} />
                </Dialog>
            )}
            {secret && <SecretDialog title="The new secret" label="Signing secret" secret={secret} onClose={() => setSecret(null)} />}
        </section>
    );
}

function DeleteEndpoint({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
    const navigate = useNavigate();
    const remove = useAction(
        async (id: string) => await api.rpc("delete_webhook_endpoint", { id }).throwOnError(),
        { invalidates: [["webhook_endpoints"]], done: "The endpoint is deleted", onDone: () => void navigate("/webhooks") },
    );
    return (
        <Dialog
            onClose={onClose}
            title="Delete this endpoint?"
            footer={
                <>
                    <Button onClick={onClose}>Keep it</Button>
                    <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(endpoint.id)}>
                        Delete
                    </Button>
                </>
            }
        >
            <p className="text-ink-2">It is told nothing more, and its secrets are gone at once.</p>
            <ErrorText error={remove.error} />
        </Dialog>
    );
}

function Deliveries({ endpoint }: { endpoint: Endpoint }) {
    const [state, change] = useUrlState(STATE);
    const [isUnderWay, setIsUnderWay] = useState(false);
    const deliveries = useRows(
        ["webhook_deliveries", endpoint.id, state.status, state.page],
        async (signal) => {
            const query = api.from("webhook_deliveries").select("*", { count: "exact" }).eq("endpoint_id", endpoint.id);
            const answer = await (state.status ? query.eq("status", state.status) : query)
                .order("created_at", { ascending: false })
                .order("id")
                .range(...pageRange(state.page))
                .abortSignal(signal)
                .throwOnError();
            setIsUnderWay(answer.data.some((row) => row.finished_at === null));
            return answer;
        },
        { refetchInterval: isUnderWay && LOOK_AGAIN_MS },
    );
    const clear = () => change({ status: "" });
    const columns: Column<Delivery>[] = [
        {
            id: "event",
            label: "Event",
            cell: (delivery) => (
                <button
                    type="button"
                    className="min-h-6 text-left font-medium text-brand-ink underline underline-offset-4"
                    onClick={() => change({ delivery: delivery.id, page: state.page })}
                >
                    {delivery.event_type}
                </button>
            ),
        },
        { id: "at", label: "At", className: "whitespace-nowrap", cell: (delivery) => moment(delivery.created_at) },
        { id: "status", label: "Status", cell: (delivery) => <StatusBadge status={delivery.status} /> },
        { id: "answer", label: "Answer", cell: (delivery) => delivery.http_status ?? (delivery.error ? troubleWords(delivery.error) : "–") },
        { id: "attempts", label: "Attempts", isFigure: true, cell: (delivery) => delivery.attempts },
    ];
    return (
        <Section
            title="Deliveries"
            actions={
                <InlineSelect label="Status" value={state.status} onChange={(event) => change({ status: event.target.value })}>
                    <option value="">Every status</option>
                    {STATUSES.map((status) => (
                        <option key={status} value={status}>
                            {sentence(status)}
                        </option>
                    ))}
                </InlineSelect>
            }
        >
            <Chips chips={state.status ? [{ id: "status", label: sentence(state.status), remove: clear }] : []} onClear={clear} />
            <Block query={deliveries} skeleton={<TableSkeleton rows={4} />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        state.status ? (
                            <Empty title="None has that status" action={<Button onClick={clear}>Show all</Button>} />
                        ) : (
                            <Empty title="Nothing was sent yet">Send a test event to see whether it gets through.</Empty>
                        )
                    ) : (
                        <div className="grid gap-4">
                            <Table caption="What was sent" columns={columns} rows={data} rowKey={(row) => row.id} isStale={deliveries.isPlaceholderData} stacks />
                            <Pagination
                                page={state.page}
                                count={count ?? data.length}
                                size={PAGE_SIZE}
                                one="delivery"
                                many="deliveries"
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
            {state.delivery && (
                <DeliveryDialog id={state.delivery} onClose={() => change({ delivery: "", page: state.page }, { replace: true })} />
            )}
        </Section>
    );
}
