/** All letters: whether they arrived, what stands in them, and once more. */
import { admin, type AdminRow } from "~/lib/api";
import { moment, number, sentence, stamp } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { CodeBlock } from "~/ui/CodeBlock";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { LetterFrame } from "~/ui/LetterFrame";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { Skeleton } from "~/ui/Skeleton";
import { Trouble } from "~/ui/Trouble";

type Email = AdminRow<"emails">;

const STATUSES = ["queued", "sending", "sent", "failed", "obsolete", "suppressed"];

export default function Emails() {
    return (
        <Page title="Mail" lead="Every letter, sent and waiting. Links are cut wherever you see one: they act for their reader.">
            <EmailList />
        </Page>
    );
}

/** Of all, or of one organization. */
export function EmailList({ organizationId }: { organizationId?: string }) {
    return (
        <RetryList
            view="emails"
            caption="Letters"
            {...(organizationId && { fixed: { organization_id: organizationId } })}
            sort="-created_at"
            rowKey={(row) => row.id}
            one="letter"
            search={{ label: "Search by recipient or letter", columns: ["recipient", "kind"] }}
            filters={[{ name: "status", label: "Status", options: STATUSES.map((value) => ({ value })) }]}
            empty={{ title: "No letter was sent yet" }}
            detail={{ title: (row) => sentence(row.kind), body: (row) => <Letter email={row} /> }}
            retry={(row) =>
                row.status === "failed" && {
                    label: "Send again",
                    title: `Send “${sentence(row.kind)}” again`,
                    lead: `To ${row.recipient}, with what stood in it then.`,
                    verb: "Send again",
                    before: `Failed after ${number(row.attempts)} tries`,
                    after: () => "Queued",
                    done: "The letter is on its way again",
                    act: ({ reason }) => admin.rpc("retry_email", { id: row.id, reason }).throwOnError(),
                }
            }
            columns={[
                { id: "kind", label: "Letter", sort: "kind", cell: (row) => sentence(row.kind) },
                { id: "to", label: "To", sort: "recipient", className: "[overflow-wrap:anywhere] min-w-40", cell: (row) => row.recipient },
                { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                { id: "at", label: "Written (UTC)", sort: "created_at", isFigure: true, cell: (row) => stamp(row.created_at) },
            ]}
        />
    );
}

interface Preview {
    status: "pending" | "ready" | "failed" | "forgotten";
    subject: string | null;
    text: string | null;
    html: string | null;
    error: string | null;
}

const LOOK_AGAIN_MS = 400;

function Letter({ email }: { email: Email }) {
    const preview = useRows(
        ["preview_email", email.id],
        async (signal) => {
            const { data } = await admin.rpc("preview_email", { id: email.id }).abortSignal(signal).throwOnError();
            return { data: data as unknown as Preview };
        },
        { refetchInterval: (found) => (found?.status === "pending" ? LOOK_AGAIN_MS : false) },
    );
    return (
        <div className="grid gap-5">
            <Facts
                isSparse
                facts={[
                    ["To", email.recipient],
                    ["Status", <StatusBadge key="status" status={email.status} />],
                    ["Written", moment(email.created_at)],
                    ["Sent", email.status === "sent" && email.finished_at ? moment(email.finished_at) : null],
                    ["What went wrong", email.last_error && <Trouble key="error" raw={email.last_error} />],
                ]}
            />
            <Block query={preview} skeleton={<Skeleton className="h-96" />}>
                {({ data }) => <Shown preview={data} />}
            </Block>
        </div>
    );
}

function Shown({ preview }: { preview: Preview }) {
    if (preview.status === "pending") return <Skeleton className="h-96" />;
    if (preview.status === "forgotten") {
        return <Banner urgency="information" title="What stood in it is no longer kept" />;
    }
    if (preview.html === null) return <ErrorText error={new Error(preview.error ?? "It could not be written")} />;
    return (
        <>
            <p className="font-display text-lg font-semibold">{preview.subject}</p>
            <LetterFrame title={`The letter “${preview.subject}”`} html={preview.html} />
            <CodeBlock title="As text">{preview.text ?? ""}</CodeBlock>
        </>
    );
}
