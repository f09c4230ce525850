import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyProps {
    icon?: LucideIcon;
    title: string;
    children?: ReactNode;
    /** What to do next: to make the first one, or to clear the filters. */
    action?: ReactNode;
}

export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
    return (
        <div className="card grid justify-items-center gap-2 border-dashed px-6 py-14 text-center">
            {Icon && <Icon className="mb-1 size-8 text-ink-3" strokeWidth={1.5} aria-hidden="true" />}
            <p className="font-display text-lg font-semibold">{title}</p>
            {children && <div className="max-w-md text-sm text-ink-2">{children}</div>}
            {action && <div className="mt-3">{action}</div>}
        </div>
    );
}
