import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";

/** Where a list of troubles would stand, and there are none. */
export function AllWell({ children }: { children: ReactNode }) {
    return (
        <p className="card flex items-center gap-2.5 px-5 py-4 text-ink-2">
            <CircleCheck className="size-5 shrink-0 text-good" aria-hidden="true" /> {children}
        </p>
    );
}
