import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useCommand, useNames, usePendingChanges } from "~/lib/billing";
import { day, number } from "~/lib/format";
import { Banner } from "~/ui/Banner";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

/** What changes at the end of the period, and may be taken back until then. */
export function PendingChanges() {
    const changes = usePendingChanges();
    // What was agreed in a contract has no id.
    return changes.data?.data.map((change) => <PendingChange key={change.id ?? change.add_on_code ?? change.kind} change={change} />);
}

function PendingChange({ change }: { change: Row<"pending_change"> }) {
    const name = useNames();
    const mayManage = usePermission("billing.manage");
    const takeBack = useCommand((id: string) => api.rpc("cancel_pending_change", { id }).throwOnError(), {
        done: "The change is taken back: everything stays as it is",
    });
    const what =
        change.kind === "plan"
            ? `${name(change.plan_code)}, billed ${change.cycle === "annual" ? "every year" : "every month"}`
            : `${number(change.quantity ?? 0)} × ${name(change.add_on_code, "add_on")}`;
    return (
        <>
            <Banner
                urgency="information"
                title={`From ${change.effective_at ? `${day(change.effective_at)} (UTC)` : "the next period"}: ${what}`}
                action={
                    mayManage &&
                    change.id &&
                    change.status === "pending" && (
                        <Button size="sm" busy={takeBack.isPending} onClick={() => change.id && takeBack.mutate(change.id)}>
                            Take it back
                        </Button>
                    )
                }
            >
                {change.status === "agreed" ? "As agreed in your contract. Until then everything stays as it is." : "Until then you have what you paid for."}
            </Banner>
            <ErrorText error={takeBack.error} />
        </>
    );
}
