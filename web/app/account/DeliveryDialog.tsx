import { useState } from "react";

import { api, type Row } from "~/lib/api";
import { moment, number } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { CodeBlock } from "~/ui/CodeBlock";
import { Dialog } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Skeleton } from "~/ui/Skeleton";
import { Timeline } from "~/ui/Timeline";
import { Trouble } from "~/ui/Trouble";

/** While it is on its way, it is looked at again. */
const LOOK_AGAIN_MS = 1_000;

type Attempt = Row<"webhook_delivery_attempts">;
type Delivery = Row<"webhook_deliveries"> & { webhook_delivery_attempts: Attempt[] };

/** One event on its way to one endpoint: what was sent, each attempt, and once more. */
export function DeliveryDialog({ id, onClose }: { id: string; onClose: () => void }) {
    const [isUnderWay, setIsUnderWay] = useState(false);
    const delivery = useRows(
        ["webhook_deliveries", id],
        async (signal) => {
            const { data } = await api
                .from("webhook_deliveries")
                .select("*, webhook_delivery_attempts(*)")
                .eq("id", id)
                .order("attempt", { referencedTable: "webhook_delivery_attempts" })
                .abortSignal(signal)
                .maybeSingle()
                .throwOnError();
            const found = data as unknown as Delivery | null;
            setIsUnderWay(found?.finished_at === null);
            return { data: found };
        },
        { refetchInterval: isUnderWay && LOOK_AGAIN_MS },
    );
    const replay = useAction(async () => await api.rpc("replay_delivery", { id }).throwOnError(), {
        invalidates: [["webhook_deliveries"]],
        done: "It is sent again",
    });
    return (
        <Dialog
            onClose={onClose}
            title={delivery.data?.data?.event_type ?? "Delivery"}
            wide
            footer={
                <>
                    <Button onClick={onClose}>Close</Button>
                    <Button look="primary" busy={replay.isPending} onClick={() => replay.mutate()}>
                        Send it again
                    </Button>
                </>
            }
        >
            <div className="grid gap-5">
                <ErrorText error={replay.error} />
                <Block query={delivery} skeleton={<Skeleton className="h-72" />}>
                    {({ data }) => (data ? <Details delivery={data} /> : <p className="text-ink-2">There is no such delivery any more.</p>)}
                </Block>
            </div>
        </Dialog>
    );
}

function Details({ delivery }: { delivery: Delivery }) {
    return (
        <>
            <Facts
                facts={[
                    ["Status", <StatusBadge key="status" status={delivery.status} />],
                    ["Happened", moment(delivery.occurred_at)],
                    ["webhook-id", <code key="id" className="break-all select-all">{delivery.event_id}</code>],
                    ...(delivery.next_attempt_at ? [["Next attempt", moment(delivery.next_attempt_at)] as const] : []),
                ]}
            />
            {delivery.webhook_delivery_attempts.length > 0 && (
                <Timeline
                    label="Attempts"
                    events={delivery.webhook_delivery_attempts.map((attempt) => ({
                        id: String(attempt.attempt),
                        title: attempt.http_status ? `Answered ${attempt.http_status}` : <Trouble raw={attempt.error ?? "No answer"} />,
                        time: `${moment(attempt.finished_at)}${attempt.duration_ms === null ? "" : ` · ${number(attempt.duration_ms)} ms`}`,
                        tone: attempt.http_status !== null && attempt.http_status < 300 ? ("good" as const) : ("bad" as const),
                    }))}
                />
            )}
            {delivery.response_excerpt && (
                <CodeBlock title="What it answered last">{delivery.response_excerpt}</CodeBlock>
            )}
            <CodeBlock title="What was sent">{JSON.stringify(delivery.event_data, null, 2)}</CodeBlock>
        </>
    );
}
