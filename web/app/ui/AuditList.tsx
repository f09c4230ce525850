import { Link } from "react-router";

import { admin } from "../lib/api";
import { moment, sentence, stamp } from "../lib/format";
import { useRows } from "../lib/queries";
import { useUrlState } from "../lib/url-state";
import { Badge } from "./Badge";
import { Block } from "./Block";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Facts } from "./Facts";
import { Diff } from "./Json";
import { Skeleton } from "./Skeleton";
import { StaffList } from "./StaffList";

const STATE = { entry: "" };

/** A table by its own name, without its schema. */
const tableOf = (subjectKind: string) => subjectKind.replace(/^.*\./, "");

/** Who changed what, and why: of all, or of one organization. */
export function AuditList({ organizationId }: { organizationId?: string }) {
    const [{ entry }, change] = useUrlState(STATE);
    return (
        <>
            <StaffList
                view="audit_log"
                caption="Audit log"
                {...(organizationId && { fixed: { organization_id: organizationId } })}
                sort="-id"
                rowKey={(row) => String(row.id)}
                one="entry"
                many="entries"
                search={{ label: "Search action or reason", columns: ["action", "reason", "subject_kind"] }}
                filters={[
                    {
                        name: "actor_kind",
                        label: "By",
                        options: ["user", "staff", "impersonation", "api_key", "visitor", "job", "system", "database"].map((value) => ({ value })),
                    },
                    { name: "acting_staff_id", label: "Impersonation", options: [{ value: "set", label: "In somebody's name" }] },
                ]}
                empty={{ title: "Nothing has been changed yet" }}
                columns={[
                    { id: "at", label: "When (UTC)", className: "whitespace-nowrap font-normal", cell: (row) => stamp(row.occurred_at) },
                    {
                        id: "who",
                        label: "Who",
                        cell: (row) => (
                            <>
                                {row.actor_name ?? sentence(row.actor_kind)}
                                {row.acting_staff_name && <span className="text-warn"> (in truth {row.acting_staff_name})</span>}
                            </>
                        ),
                    },
                    { id: "what", label: "What", cell: (row) => <Badge>{sentence(row.action)}</Badge> },
                    { id: "subject", label: "Of", cell: (row) => row.subject_kind && sentence(tableOf(row.subject_kind)) },
                    { id: "why", label: "Reason", cell: (row) => row.reason },
                ]}
                actions={(row) => (
                    <Button size="sm" look="quiet" aria-label={`Details of entry ${row.id}`} onClick={() => change({ entry: String(row.id) })}>
                        Details
                    </Button>
                )}
            />
            {entry && <Entry id={Number(entry)} onClose={() => change({ entry: "" })} />}
        </>
    );
}

function Entry({ id, onClose }: { id: number; onClose: () => void }) {
    const entry = useRows(["admin", "audit_log", id], (signal) =>
        admin.from("audit_log").select("*").eq("id", id).abortSignal(signal).single().throwOnError(),
    );
    return (
        <Dialog onClose={onClose} title={`Entry ${id}`} wide>
            <Block query={entry} skeleton={<Skeleton className="h-60" />}>
                {({ data }) => (
                    <div className="grid gap-5">
                        <Facts
                            isSparse
                            facts={[
                                ["When", moment(data.occurred_at)],
                                ["Who", data.actor_name ?? sentence(data.actor_kind)],
                                ["In truth", data.acting_staff_name],
                                ["What", sentence(data.action)],
                                [
                                    "Of",
                                    data.subject_kind && (
                                        <>
                                            {sentence(tableOf(data.subject_kind))}
                                            {data.subject_id && <code className="block text-xs font-normal text-ink-3 select-all">{data.subject_id}</code>}
                                        </>
                                    ),
                                ],
                                ["Reason", data.reason],
                                ["Request", data.request && <code key="asked" className="text-xs">{data.request}</code>],
                                ["Request id", data.request_id && <code key="request" className="text-xs select-all">{data.request_id}</code>],
                                [
                                    "Organization",
                                    data.organization_id && (
                                        <Link key="organization" className="underline" to={`/admin/organizations/${data.organization_id}`}>
                                            Open
                                        </Link>
                                    ),
                                ],
                            ]}
                        />
                        <Diff before={data.before} after={data.after} />
                    </div>
                )}
            </Block>
        </Dialog>
    );
}
