/** What happened to an organization, the latest first. */
import { admin, type AdminRow } from "~/lib/api";
import { moment, sentence, words } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Details } from "~/ui/Details";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Section } from "~/ui/Page";
import { TableSkeleton } from "~/ui/Skeleton";

const KINDS = ["subscription", "action", "invoice", "payment", "email", "webhook", "stripe", "usage", "entitlement", "note", "audit"];
const STATE = { kind: "", before: "" };
const SIZE = 50;

export function OrganizationTimeline({ id }: { id: string }) {
    const [state, change] = useUrlState(STATE);
    const timeline = useRows(["admin", "organization_timeline", id, state], (signal) => {
        let query = admin.from("organization_timeline").select("*").eq("organization_id", id);
        if (state.kind) query = query.eq("kind", state.kind);
        const [at, last] = state.before.split(" ");
        if (at && last) query = query.or(`occurred_at.lt."${at}",and(occurred_at.eq."${at}",id.lt."${last}")`);
        return query
            .order("occurred_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(SIZE)
            .abortSignal(signal)
            .throwOnError();
    });
    return (
        <Section
            title="What happened"
            actions={
                <InlineSelect label="Kind" value={state.kind} onChange={(event) => change({ kind: event.target.value, before: "" })}>
                    <option value="">Everything</option>
                    {KINDS.map((kind) => (
                        <option key={kind} value={kind}>
                            {sentence(kind)}
                        </option>
                    ))}
                </InlineSelect>
            }
        >
            <Block query={timeline} skeleton={<TableSkeleton rows={8} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty title="Nothing of this kind has happened" action={state.kind && <Button onClick={() => change({ kind: "", before: "" })}>Show everything</Button>} />
                    ) : (
                        <div className="grid gap-4">
                            <ol className="card divide-y divide-line" aria-busy={timeline.isPlaceholderData}>
                                {data.map((row) => (
                                    <li key={row.id} className="flex flex-wrap gap-x-4 gap-y-1 px-5 py-3 sm:flex-nowrap">
                                        <time dateTime={row.occurred_at ?? ""} className="figures w-44 shrink-0 text-sm text-ink-3">
                                            {row.occurred_at && moment(row.occurred_at)}
                                        </time>
                                        <span className="w-24 shrink-0 max-sm:text-right">
                                            <Badge>{sentence(row.kind ?? "")}</Badge>
                                        </span>
                                        <div className="min-w-0 basis-full sm:basis-0 sm:grow">
                                            <p className="text-sm font-medium">{titleOf(row)}</p>
                                            <Details details={row.details} without={IN_TITLE} />
                                        </div>
                                    </li>
                                ))}
                            </ol>
                            <div className="flex justify-end gap-2">
                                {state.before && (
                                    <Button size="sm" onClick={() => change({ before: "" })}>
                                        Latest
                                    </Button>
                                )}
                                {data.length === SIZE && (
                                    <Button size="sm" onClick={() => change({ before: `${data.at(-1)?.occurred_at} ${data.at(-1)?.id}` })}>
                                        Earlier
                                    </Button>
                                )}
                            </div>
                        </div>
                    )
                }
            </Block>
        </Section>
    );
}

type Event = AdminRow<"organization_timeline">;

/** What happened to what: "Trial ending: sent", "Plants created". */
function titleOf({ kind, event, details }: Event): string {
    const known = (details ?? {}) as Record<string, unknown>;
    const happened = words(event ?? "");
    if (kind === "email" && typeof known.kind === "string") return `${sentence(known.kind)}: ${happened}`;
    if (kind === "webhook" && typeof known.type === "string") return `${known.type}: ${happened}`;
    // A table by its own name, without its schema.
    if (kind === "audit" && typeof known.subject_kind === "string") return `${sentence(known.subject_kind.replace(/^.*\./, ""))} ${happened}`;
    return sentence(event ?? "");
}

const IN_TITLE: ReadonlySet<string> = new Set(["kind", "type", "subject_kind"]);
