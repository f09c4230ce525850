/** What the screens of billing ask for, and the one way in which they have something done. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { useSubscription } from "./account";
import { api, type Row } from "./api";
import { awaitCommand } from "./commands";
import { useRows } from "./queries";
import { toast } from "../ui/Toast";

export type Cycle = "monthly" | "annual";

export interface Price {
    cycle: Cycle;
    currency: string;
    unit_amount_cents: number;
}

/** What is sold: api.plans and api.add_ons, whose objects have a shape that the types do not tell. */
export interface Plan extends Omit<Row<"plans">, "prices" | "limits" | "features" | "allowances"> {
    prices: Price[];
    limits: Record<string, number | null>;
    allowances: Record<string, number | null>;
    features: string[];
}

export interface AddOn extends Omit<Row<"add_ons">, "prices"> {
    prices: Price[];
}

/** A charge or a credit; of its amount the discount is taken. */
export interface PreviewLine {
    kind: "charge" | "credit";
    code: string;
    cycle: Cycle;
    quantity: number;
    amount_cents: number;
    discount_cents: number;
    service_start: string;
    service_end: string;
}

/** What preview_change answers. */
export interface Preview {
    effect: "now" | "period_end" | "both" | "none" | "checkout";
    effective_at: string | null;
    currency: string;
    add_ons: Record<string, number>;
    lines: PreviewLine[];
    credit_cents: number;
    due_now_cents: number;
    balance_cents: number;
    next_renewal: { at: string; amount_cents: number };
    is_exact: boolean;
    features_gained: string[];
    features_lost: string[];
    limits_exceeded: { feature_code: string; limit_value: number; used: number; excess: number }[];
}

/** What a change may be of; what is not given stays. */
export interface Wish {
    plan_code?: string;
    cycle?: Cycle;
    add_ons?: Record<string, number>;
}

export const usePlans = () =>
    useRows(["plans"], async (signal) => {
        const { data } = await api.from("plans").select("*").order("rank").abortSignal(signal).throwOnError();
        return { data: data as unknown as Plan[] };
    });

export const useAddOns = () =>
    useRows(["add_ons"], async (signal) => {
        const { data } = await api.from("add_ons").select("*").abortSignal(signal).throwOnError();
        return { data: data as unknown as AddOn[] };
    });

export const useFeatures = () =>
    useRows(["features"], (signal) =>
        api.from("features").select("*").order("position").abortSignal(signal).throwOnError(),
    );

export const usePendingChanges = () =>
    useRows(["pending_change"], (signal) =>
        api.from("pending_change").select("*").order("effective_at").abortSignal(signal).throwOnError(),
    );

export const usePreview = (wish: Wish, enabled = true) =>
    useRows(
        ["preview", wish],
        async (signal) => {
            const { data } = await api.rpc("preview_change", wish).abortSignal(signal).throwOnError();
            return { data: data as unknown as Preview };
        },
        { enabled },
    );

/** Whether the subscription as it stands allows a command; until it is known, none. */
export function useAllowed(): (command: string) => boolean {
    const commands = useSubscription().data?.data?.allowed_commands;
    return useCallback((command: string) => commands?.includes(command) ?? false, [commands]);
}

/** Names of plans and features by their codes; of add-ons, which share codes with limits, if asked for. */
export function useNames(): (code: string | null | undefined, kind?: "add_on") => string {
    const plans = usePlans().data?.data;
    const addOns = useAddOns().data?.data;
    const features = useFeatures().data?.data;
    return useCallback(
        (code, kind) => {
            if (!code) return "–";
            const addOn = kind && addOns?.find((row) => row.code === code)?.name;
            if (addOn) return addOn;
            if (code === "api_calls") return "API calls";
            const found = [...(plans ?? []), ...(features ?? [])].find((row) => row.code === code);
            return found?.name ?? code.replaceAll("_", " ");
        },
        [plans, addOns, features],
    );
}

export const BILLING_KEYS = [
    "subscription",
    "pending_change",
    "invoices",
    "invoice",
    "payments",
    "dunning",
    "preview",
    "usage",
    "entitlements",
    "plants",
    "coupons",
] as const;

/** What Stripe tells of a moment later: the invoice of a change, and what it is made of. */
const AFTERWARDS_MS = [1_500, 5_000];

/** What commands answer: with an id there is something to wait for, without it was done at once. */
interface CommandAnswer {
    id: string | null;
    status: string;
}

/**
 * Have something done to the subscription, and wait until it is. It gives the address that the person
 * is to be sent to, if there is one; `done` is said afterwards.
 */
export function useCommand<Input = void>(
    act: (input: Input) => PromiseLike<{ data: unknown }>,
    options: { done?: string; onDone?: (url: string | null, input: Input) => void } = {},
) {
    const client = useQueryClient();
    return useMutation<string | null, Error, Input>({
        mutationFn: async (input) => {
            const answer = (await act(input)).data as CommandAnswer | null;
            // A coupon that is reserved, or a change for later, has an id, and nothing under way.
            const isUnderWay = answer?.id && !["scheduled", "reserved", "succeeded"].includes(answer.status);
            return isUnderWay ? await awaitCommand({ id: answer.id! }) : null;
        },
        onSuccess: async (url, input) => {
            const refresh = () =>
                Promise.all(BILLING_KEYS.map((key) => client.invalidateQueries({ queryKey: [key] })));
            for (const delay of AFTERWARDS_MS) setTimeout(() => void refresh(), delay);
            await refresh();
            if (options.done) toast(options.done);
            options.onDone?.(url, input);
        },
    });
}

/** Go to a page of the payment provider's. */
export function leaveFor(url: string | null): void {
    if (url) location.assign(url);
}

/** The billing portal: cards, and what the provider keeps. */
export const usePortal = () =>
    useCommand(() => api.rpc("open_billing_portal", {}).throwOnError(), { onDone: leaveFor });
