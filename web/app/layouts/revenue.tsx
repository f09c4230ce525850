import { Printer } from "lucide-react";
import { NavLink, Outlet, useLocation } from "react-router";

import { COMPARISONS, GRAINS, RANGES, useBook, useCurrencies } from "~/lib/book";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { InlineSelect } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const PAGES = [
    { to: "/admin/revenue", label: "Overview" },
    { to: "/admin/revenue/movements", label: "Movements" },
    { to: "/admin/revenue/retention", label: "Churn and retention" },
    { to: "/admin/revenue/acquisition", label: "Trials and unit economics" },
    { to: "/admin/revenue/forecasts", label: "Forecasts" },
    { to: "/admin/revenue/report", label: "Report" },
] as const;

/** What the pages of figures share: from when, by what, as of when, as known when. It goes with one from page to page. */
export default function RevenueLayout() {
    const { asOf, currency } = useBook();
    const { search } = useLocation();
    const currencies = useCurrencies();
    return (
        <Page
            title="Revenue"
            lead={
                <span aria-live="polite">
                    {asOf} Days are UTC; money is {currency.toUpperCase()}, and of this currency alone.
                </span>
            }
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
            <Controls />
            {/* Nothing is asked for before it is known in which currency. */}
            <Block query={currencies} skeleton={<Skeleton className="h-150" />}>
                {() => <Outlet />}
            </Block>
        </Page>
    );
}

function Controls() {
    const { state, change, from, currency, today } = useBook();
    const currencies = useCurrencies().data?.data ?? [];
    const select = (name: "range" | "grain" | "compare" | "currency", label: string, options: readonly { value: string; label: string }[], value = state[name]) => (
        <InlineSelect label={label} value={value} onChange={(event) => change({ [name]: event.target.value })}>
            {options.map((one) => (
                <option key={one.value} value={one.value}>
                    {one.label}
                </option>
            ))}
        </InlineSelect>
    );
    return (
        <div role="group" aria-label="Which figures" className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden">
            <InlineSelect
                label="Range"
                value={state.range}
                // A range of one's own begins with that of before.
                onChange={(event) => change({ range: event.target.value, from: event.target.value === "custom" ? (from ?? "") : "" })}
            >
                {RANGES.map((range) => (
                    <option key={range.value} value={range.value}>
                        {range.label}
                    </option>
                ))}
            </InlineSelect>
            {state.range === "custom" && (
                <Picker label="From" type="date" value={state.from} max={state.as_of || today} onChange={(value) => change({ from: value })} />
            )}
            <Picker label="Up to, as of" type="date" value={state.as_of} min={state.from} onChange={(value) => change({ as_of: value })} />
            {select("grain", "Periods", GRAINS)}
            {/* Before all there is, there is nothing. */}
            {from && select("compare", "Compare", COMPARISONS)}
            {currencies.length > 1 &&
                select("currency", "Currency", currencies.map((one) => ({ value: one.currency, label: one.currency.toUpperCase() })), currency)}
            <Picker label="As known at (UTC)" type="datetime-local" value={state.known_at} onChange={(value) => change({ known_at: value })} />
            {(state.as_of || state.known_at) && (
                <Button size="sm" look="quiet" onClick={() => change({ as_of: "", known_at: "" })}>
                    Back to now
                </Button>
            )}
        </div>
    );
}

function Picker({
    label,
    type,
    value,
    min,
    max,
    onChange,
}: {
    label: string;
    type: "date" | "datetime-local";
    value: string;
    min?: string;
    max?: string;
    onChange: (value: string) => void;
}) {
    return (
        <label className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
            {label}
            <input
                type={type}
                value={value}
                min={min}
                max={max}
                onChange={(event) => onChange(event.target.value)}
                className="figures h-9 rounded-control border border-line-strong/70 bg-surface px-2 text-sm"
            />
        </label>
    );
}
