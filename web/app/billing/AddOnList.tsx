import { useState } from "react";

import type { Row } from "~/lib/api";
import { useAddOns, type AddOn } from "~/lib/billing";
import { money } from "~/lib/format";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { TextField } from "~/ui/Field";
import { Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

interface AddOnListProps {
    subscription: Row<"subscription">;
    /** A limit that is to be raised. */
    wanted: string;
    onPreview: (code: string, quantity: number) => void;
}

/** How many of each add-on; what that costs is asked for before it is bought. */
export function AddOnList({ subscription, wanted, onPreview }: AddOnListProps) {
    const addOns = useAddOns();
    const owned = (subscription.add_ons ?? {}) as Record<string, number>;
    return (
        <div id="add-ons" className="scroll-mt-6">
            <Section title="Add-ons">
                <Block query={addOns} skeleton={<Skeleton className="h-52" />}>
                    {({ data }) => (
                        <ul className="card divide-y divide-line">
                            {data.map((addOn) => (
                                <AddOnRow
                                    key={`${addOn.code}-${owned[addOn.code!] ?? 0}`}
                                    addOn={addOn}
                                    owned={owned[addOn.code!] ?? 0}
                                    cycle={subscription.cycle}
                                    currency={subscription.currency}
                                    isWanted={addOn.feature_code === wanted}
                                    onPreview={onPreview}
                                />
                            ))}
                        </ul>
                    )}
                </Block>
            </Section>
        </div>
    );
}

interface AddOnRowProps {
    addOn: AddOn;
    owned: number;
    cycle: string | null;
    currency: string | null;
    isWanted: boolean;
    onPreview: (code: string, quantity: number) => void;
}

function AddOnRow({ addOn, owned, cycle, currency, isWanted, onPreview }: AddOnRowProps) {
    const [quantity, setQuantity] = useState(String(owned));
    const price = addOn.prices.find((row) => row.cycle === cycle && row.currency === currency);
    return (
        <li className={cx("p-5", isWanted && "bg-brand-soft/40")}>
            <form
                className="flex flex-wrap items-end justify-between gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    if (addOn.code) onPreview(addOn.code, Number(quantity));
                }}
            >
                <div className="min-w-0 flex-1 basis-52">
                    <h3 className="font-medium">{addOn.name}</h3>
                    <p className="text-sm text-ink-2">{addOn.description}</p>
                    {price && (
                        <p className="figures mt-1 text-sm text-ink-3">
                            {money(price.unit_amount_cents, price.currency)} each a {cycle === "annual" ? "year" : "month"} · you have {owned}
                        </p>
                    )}
                </div>
                <div className="flex items-end gap-3">
                    <TextField
                        label={<>How many<span className="sr-only"> of {addOn.name}</span></>}
                        type="number"
                        min={0}
                        max={999999}
                        required
                        inputMode="numeric"
                        value={quantity}
                        onChange={(event) => setQuantity(event.target.value)}
                        className="w-28"
                    />
                    <Button type="submit" disabled={quantity === "" || Number(quantity) === owned}>
                        See the price
                    </Button>
                </div>
            </form>
        </li>
    );
}
