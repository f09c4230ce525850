import { CircleAlert, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "./cx";

export type Urgency = "information" | "notice" | "warning" | "danger";

const LOOKS: Record<Urgency, string> = {
    information: "border-info/30 bg-info-soft text-info",
    notice: "border-brand/30 bg-brand-soft text-brand-ink",
    warning: "border-warn/40 bg-warn-soft text-warn",
    danger: "border-bad/40 bg-bad-soft text-bad",
};

const ICONS = { information: Info, notice: CircleAlert, warning: TriangleAlert, danger: OctagonAlert };

interface BannerProps {
    urgency: Urgency;
    title: ReactNode;
    children?: ReactNode;
    /** What can be done about it. */
    action?: ReactNode;
}

/** Something to know before anything else; said by colour, picture and words. */
export function Banner({ urgency, title, children, action }: BannerProps) {
    const Icon = ICONS[urgency];
    return (
        <div role="status" className={cx("flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border px-4 py-3", LOOKS[urgency])}>
            <Icon className="size-5 shrink-0" aria-hidden="true" />
            <div className="min-w-0 flex-1 basis-56">
                <p className="font-semibold">{title}</p>
                {children && <div className="text-sm text-ink-2">{children}</div>}
            </div>
            {action}
        </div>
    );
}
