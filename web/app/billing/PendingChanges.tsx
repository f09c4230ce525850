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
    return changes.data?.data.map((change) => <PendingChange key={change.id} change={change} />);
}

function PendingChange({ change }: { change: Row<"pending_change"> }) {
    const name = useNames();
    const mayManage = usePermission("billing.manage");
    const takeBack = useCommand(() => api.rpc("cancel_pending_change", { id: change.id }).throwOnError(), {
        done: "The change is taken back: everything stays as it is",
    });
    const what =
        change.kind === "plan"
            ? `${name(change.plan_code)}, billed ${change.cycle === "annual" ? "every year" : "every month"}`
            : `${number(change.quantity ?? 0)} × ${name(change.add_on_code)}`;
    return (
        <>
            <Banner
                urgency="information"
                title={`From ${day(change.effective_at)} (UTC): ${what}`}
                action={
                    mayManage &&
                    change.status === "pending" && (
                        <Button size="sm" busy={takeBack.isPending} onClick={() => takeBack.mutate()}>
                            Take it back
                        </Button>
                    )
                }
            >
                Until then you have what you paid for.
            </Banner>
            <ErrorText error={takeBack.error} />
        </>
    );
}
