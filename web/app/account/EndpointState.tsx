import type { Row } from "~/lib/api";
import { ago } from "~/lib/format";
import { Badge } from "~/ui/Badge";

/** Whether an endpoint is told of events, and if not, why. */
export function EndpointState({ endpoint }: { endpoint: Row<"webhook_endpoints"> }) {
    if (!endpoint.is_enabled) {
        const reasons: Record<string, string> = { gone: "Off: it is gone", failing: "Off: it kept failing" };
        return <Badge tone="bad">{reasons[endpoint.disabled_reason ?? ""] ?? "Off"}</Badge>;
    }
    if (endpoint.failing_since_at) return <Badge tone="warn">Failing, began {ago(endpoint.failing_since_at)}</Badge>;
    return <Badge tone="good">On</Badge>;
}
