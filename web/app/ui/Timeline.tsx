import type { ReactNode } from "react";

import { cx } from "./cx";

export interface TimelineEvent {
    id: string;
    title: ReactNode;
    time: ReactNode;
    /** What has happened, what went wrong, and what is to come. */
    tone: "done" | "good" | "bad" | "next";
}

const DOTS: Record<TimelineEvent["tone"], string> = {
    done: "border-ink-3 bg-ink-3",
    good: "border-good bg-good",
    bad: "border-bad bg-bad",
    next: "border-line-strong bg-surface",
};

/** What happened, and what is to come, one beneath the other. */
export function Timeline({ label, events }: { label: string; events: readonly TimelineEvent[] }) {
    return (
        <ol aria-label={label} className="grid">
            {events.map((event, index) => (
                <li key={event.id} className="relative flex gap-4 pb-5 last:pb-0">
                    {index < events.length - 1 && <span aria-hidden="true" className="absolute top-3 bottom-0 left-[5px] w-px translate-y-1 bg-line" />}
                    <span aria-hidden="true" className={cx("mt-1.5 size-2.75 shrink-0 rounded-full border-2", DOTS[event.tone])} />
                    <div className={cx("min-w-0 text-sm", event.tone === "next" && "text-ink-2")}>
                        <p className="font-medium">{event.title}</p>
                        <p className="text-ink-3">{event.time}</p>
                    </div>
                </li>
            ))}
        </ol>
    );
}
