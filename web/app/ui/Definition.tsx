import { Popover } from "@base-ui/react/popover";
import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";

/** What a figure means, one press away from it. */
export function Definition({ of, children }: { of: string; children: ReactNode }) {
    return (
        <Popover.Root>
            <Popover.Trigger
                aria-label={`What ${of} means`}
                className="inline-grid size-6 shrink-0 place-items-center rounded-full text-ink-3 hover:text-ink print:hidden"
            >
                <CircleHelp className="size-4" strokeWidth={1.75} aria-hidden="true" />
            </Popover.Trigger>
            <Popover.Portal>
                <Popover.Positioner sideOffset={6} className="z-40">
                    <Popover.Popup className="max-w-72 rounded-card border border-line bg-surface px-4 py-3 text-sm shadow-raised outline-none">
                        <Popover.Title className="font-semibold">{of}</Popover.Title>
                        <Popover.Description className="mt-1 text-ink-2">{children}</Popover.Description>
                    </Popover.Popup>
                </Popover.Positioner>
            </Popover.Portal>
        </Popover.Root>
    );
}
