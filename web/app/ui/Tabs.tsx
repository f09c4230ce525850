import { cx } from "./cx";
import { Link, useSearchParams } from "react-router";

/** Tabs whose choice is in the URL, as links: they open elsewhere, and the way back works. */
export function Tabs({
    label,
    name = "tab",
    tabs,
}: {
    label: string;
    name?: string;
    tabs: readonly { id: string; label: string }[];
}) {
    const [parameters] = useSearchParams();
    const current = parameters.get(name) ?? tabs[0]?.id;
    return (
        <nav aria-label={label} className="-mb-px flex gap-1 overflow-x-auto border-b border-line print:hidden">
            {tabs.map((tab, index) => {
                const next = new URLSearchParams();
                if (index > 0) next.set(name, tab.id);
                const isCurrent = tab.id === current;
                return (
                    <Link
                        key={tab.id}
                        to={{ search: next.toString() }}
                        preventScrollReset
                        aria-current={isCurrent ? "page" : undefined}
                        className={cx(
                            "min-h-10 border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
                            isCurrent ? "border-brand text-ink" : "border-transparent text-ink-2 hover:text-ink",
                        )}
                    >
                        {tab.label}
                    </Link>
                );
            })}
        </nav>
    );
}
