/** What several screens of the staff ask for. */
import { useMemo } from "react";

import { admin } from "./api";
import { sentence } from "./format";
import { useAction, useRows } from "./queries";

/** The plans there are, as the catalogue has them. */
export function usePlanCodes(): readonly string[] {
    const plans = useRows(["admin", "plan_versions", "codes"], (signal) =>
        admin.from("plan_versions").select("plan_code").eq("is_current", true).order("plan_code").abortSignal(signal).throwOnError(),
    );
    const rows = plans.data?.data;
    return useMemo(() => (rows ?? []).map((plan) => plan.plan_code), [rows]);
}

/** Have a job run soon. */
export function useRunJob() {
    return useAction(async (name: string) => await admin.rpc("run_job", { name }).throwOnError(), {
        invalidates: [["admin"]],
        done: (_, name) => `${sentence(name)} runs within a minute`,
    });
}

const LOOK_AGAIN_MS = 2_000;

interface Run {
    requested_at: string | null;
    running_since: string | null;
}

/** While somebody waits for a run, what becomes of it is looked for. */
export function lookAgainFor(jobs: readonly Run[] | undefined): number | false {
    return jobs?.some((job) => job.requested_at ?? job.running_since) ? LOOK_AGAIN_MS : false;
}
