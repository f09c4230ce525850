import { Printer } from "lucide-react";
import { NavLink, Outlet, useLocation } from "react-router";

import { GRAINS, RANGES, useBook } from "~/lib/book";
import { Button } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { InlineSelect } from "~/ui/Field";
import { Page } from "~/ui/Page";

const PAGES = [
    { to: "/admin/revenue", label: "Overview" },
    { to: "/admin/revenue/movements", label: "Movements" },
    { to: "/admin/revenue/retention", label: "Churn and retention" },
    { to: "/admin/revenue/acquisition", label: "Trials and unit economics" },
    { to: "/admin/revenue/forecasts", label: "Forecasts" },
] as const;

const CONTROL = "h-9 rounded-control border border-line-strong/70 bg-surface px-2 text-sm figures";

/** What the pages of figures share: how far back, as of when, as known when. It goes with one from page to page. */
export default function RevenueLayout() {
    const { state, change, asOf } = useBook();
    const { search } = useLocation();
    return (
        <Page
            title="Revenue"
            lead={<span aria-live="polite">{asOf} Days are UTC; money is monthly recurring revenue.</span>}
            actions={
                <Button onClick={() => window.print()}>
                    <Printer className="size-4" aria-hidden="true" /> Print
                </Button>
            }
        >
            <nav aria-label="Figures" className="-mb-px flex gap-1 overflow-x-auto border-b border-line print:hidden">
                {PAGES.map((page) => (
                    <NavLink
                        key={page.to}
                        to={{ pathname: page.to, search }}
                        end
                        className={({ isActive }) =>
                            cx(
                                "min-h-10 border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
                                isActive ? "border-brand text-ink" : "border-transparent text-ink-2 hover:text-ink",
                            )
                        }
                    >
                        {page.label}
                    </NavLink>
                ))}
            </nav>
            <div role="group" aria-label="Which figures" className="flex flex-wrap items-end gap-x-4 gap-y-3 print:hidden">
                <InlineSelect label="Range" value={state.range} onChange={(event) => change({ range: event.target.value })}>
                    {RANGES.map((range) => (
                        <option key={range.value} value={range.value}>
                            {range.label}
                        </option>
                    ))}
                </InlineSelect>
                <InlineSelect label="Periods" value={state.grain} onChange={(event) => change({ grain: event.target.value })}>
                    {GRAINS.map((grain) => (
                        <option key={grain.value} value={grain.value}>
                            {grain.label}
                        </option>
                    ))}
                </InlineSelect>
                <label className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
                    As of
                    <input
                        type="date"
                        value={state.as_of}
                        onChange={(event) => change({ as_of: event.target.value })}
                        className={CONTROL}
                    />
                </label>
                <label className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
                    As known at (UTC)
                    <input
                        type="datetime-local"
                        value={state.known_at}
                        onChange={(event) => change({ known_at: event.target.value })}
                        className={CONTROL}
                    />
                </label>
                {(state.as_of || state.known_at) && (
                    <Button size="sm" look="quiet" onClick={() => change({ as_of: "", known_at: "" })}>
                        Back to now
                    </Button>
                )}
            </div>
            <Outlet />
        </Page>
    );
}
