import type { RouteConfigEntry } from "@react-router/dev/routes";

import routes from "../app/routes.ts";

/** Every address under the customer's frame, as routes.ts has it. */
export function customerPaths(): string[] {
    const frames = routes as RouteConfigEntry[];
    const frame = frames.find((entry) => entry.file === "layouts/customer.tsx");
    return (frame?.children ?? []).map((entry) => `/${entry.path}`);
}
