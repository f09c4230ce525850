import type { ReactNode } from "react";

import { cx } from "./cx";

export type Tone = "neutral" | "info" | "good" | "warn" | "bad" | "brand";

const TONES: Record<Tone, string> = {
    neutral: "bg-sunken text-ink-2",
    info: "bg-info-soft text-info",
    good: "bg-good-soft text-good",
    warn: "bg-warn-soft text-warn",
    bad: "bg-bad-soft text-bad",
    brand: "bg-brand-soft text-brand-ink",
};

export function Badge({ tone = "neutral", children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
    return (
        <span
            className={cx(
                "inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap",
                TONES[tone],
                className,
            )}
        >
            {children}
        </span>
    );
}

const STATUS_TONES: Record<string, Tone> = {
    trialing: "info",
    incomplete: "warn",
    active: "good",
    past_due: "warn",
    paused: "neutral",
    suspended: "bad",
    canceled: "neutral",
    paid: "good",
    open: "info",
    draft: "neutral",
    void: "neutral",
    uncollectible: "bad",
    succeeded: "good",
    delivered: "good",
    applied: "good",
    sent: "good",
    failed: "bad",
    parked: "bad",
    dead: "bad",
    pending: "info",
    queued: "info",
    running: "info",
};

/** A status of whatever has one: subscriptions, invoices, commands, deliveries. */
export function StatusBadge({ status }: { status: string }) {
    const text = status.replaceAll("_", " ");
    return <Badge tone={STATUS_TONES[status] ?? "neutral"}>{text.charAt(0).toUpperCase() + text.slice(1)}</Badge>;
}
