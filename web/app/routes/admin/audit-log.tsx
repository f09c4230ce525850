import { AuditList } from "~/ui/AuditList";
import { Page } from "~/ui/Page";

export default function AuditLog() {
    return (
        <Page title="Audit log" lead="Who changed what, and why. Written in the transaction that made the change; secrets are not in it.">
            <AuditList />
        </Page>
    );
}
