import { CircleMinus, CirclePlus, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { useSubscription } from "~/lib/account";
import { api } from "~/lib/api";
import {
    leaveFor,
    useCommand,
    useFeatures,
    useNames,
    usePortal,
    usePreview,
    type Preview,
    type Wish,
} from "~/lib/billing";
import { day, money, number, period, quantity } from "~/lib/format";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { Checkbox } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

/** What a change costs, brings and takes; and to have it. */
export function ChangeDialog({ wish, onClose }: { wish: Wish; onClose: () => void }) {
    const name = useNames();
    const preview = usePreview(wish);
    const addOn = Object.entries(wish.add_ons ?? {})[0];
    const title = addOn ? `${number(addOn[1])} × ${name(addOn[0], "add_on")}` : `${name(wish.plan_code)}, ${wish.cycle}`;
    return (
        <Dialog onClose={onClose} title={title} wide>
            <Block query={preview} skeleton={<Skeleton className="h-64" />}>
                {({ data }) => <Offer wish={wish} preview={data} onClose={onClose} />}
            </Block>
        </Dialog>
    );
}

function Offer({ wish, preview, onClose }: { wish: Wish; preview: Preview; onClose: () => void }) {
    const isTrialing = useSubscription().data?.data?.status === "trialing";
    const [endsTrial, setEndsTrial] = useState(false);
    const portal = usePortal();
    const act = useCommand(() => order(wish, preview, endsTrial), {
        ...(preview.effect !== "checkout" && {
            done: preview.effect === "period_end" ? "Noted for the end of the period" : "Done: it counts from now on",
        }),
        onDone: (url) => {
            if (url) leaveFor(url);
            else onClose();
        },
    });
    const mayKeepTrial = preview.effect === "checkout" && isTrialing && preview.due_now_cents === 0;
    return (
        <div className="grid gap-5">
            <Amounts preview={preview} />
            <Consequences preview={preview} />
            {mayKeepTrial && (
                <Checkbox
                    label="Start today instead"
                    hint="The free days that are left are given up, and the first bill comes at once."
                    checked={endsTrial}
                    onChange={(event) => setEndsTrial(event.target.checked)}
                />
            )}
            {!preview.is_exact && (
                <p className="text-sm text-ink-3">
                    The payment provider adds taxes, and takes off discounts that are limited to some products.
                </p>
            )}
            <ErrorText error={act.error} />
            {act.error && (
                <Button size="sm" className="justify-self-start" busy={portal.isPending} onClick={() => portal.mutate()}>
                    Use another card
                </Button>
            )}
            <DialogActions>
                <Button onClick={onClose}>Not now</Button>
                <Button
                    look="primary"
                    disabled={preview.effect === "none"}
                    busy={act.isPending}
                    onClick={() => act.mutate()}
                >
                    {orderText(preview)}
                </Button>
            </DialogActions>
        </div>
    );
}

/** The command for what was previewed. */
function order(wish: Wish, preview: Preview, endsTrial: boolean): PromiseLike<{ data: unknown }> {
    const addOn = Object.entries(wish.add_ons ?? {})[0];
    if (addOn) return api.rpc("set_add_on", { add_on_code: addOn[0], quantity: addOn[1] }).throwOnError();
    const choice = { plan_code: wish.plan_code ?? "", cycle: wish.cycle ?? "monthly" };
    return preview.effect === "checkout"
        ? api.rpc("start_checkout", { ...choice, end_trial: endsTrial }).throwOnError()
        : api.rpc("change_plan", choice).throwOnError();
}

function orderText(preview: Preview): string {
    if (preview.effect === "checkout") return "Go to the checkout";
    if (preview.effect === "none") return "You have this already";
    if (preview.effect === "period_end") {
        return preview.effective_at ? `Change on ${day(preview.effective_at)}` : "Change at the end of the period";
    }
    return preview.due_now_cents > 0 ? `Pay ${money(preview.due_now_cents, preview.currency)} and change now` : "Change now";
}

function Amounts({ preview }: { preview: Preview }) {
    const name = useNames();
    const { currency } = preview;
    return (
        <div className="grid gap-4">
            <div className="grid gap-4 rounded-card bg-sunken p-5 sm:grid-cols-2">
                <div>
                    <p className="text-sm text-ink-2">Due now</p>
                    <p className="figures font-display text-3xl font-semibold">{money(preview.due_now_cents, currency)}</p>
                </div>
                <div>
                    <p className="text-sm text-ink-2">Then on {day(preview.next_renewal.at)} (UTC)</p>
                    <p className="figures font-display text-3xl font-semibold">{money(preview.next_renewal.amount_cents, currency)}</p>
                </div>
            </div>
            {preview.effect === "period_end" && preview.effective_at && (
                <p className="text-sm text-ink-2">
                    It counts from {day(preview.effective_at)} (UTC). Until then you have what you paid for, and can take the change back.
                </p>
            )}
            {preview.lines.length > 0 && (
                <ul aria-label="What is billed now" className="grid gap-2 text-sm">
                    {preview.lines.map((line, index) => (
                        <li key={index} className="flex justify-between gap-4">
                            <span>
                                {line.kind === "credit" ? "Credit for " : ""}
                                {line.quantity > 1 && `${number(line.quantity)} × `}
                                {name(line.code, "add_on")}
                                <span className="block text-xs text-ink-3">{period(line.service_start, line.service_end)}</span>
                            </span>
                            <span className={cx("figures text-right", line.kind === "credit" && "text-good")}>
                                {money(line.amount_cents, currency)}
                                {line.discount_cents !== 0 && (
                                    <span className="block text-xs text-ink-3">discount {money(-line.discount_cents, currency)}</span>
                                )}
                            </span>
                        </li>
                    ))}
                </ul>
            )}
            {preview.balance_cents < 0 && (
                <p className="text-sm text-ink-2">{money(-preview.balance_cents, currency)} of credit stay yours for later bills.</p>
            )}
        </div>
    );
}

function Consequences({ preview }: { preview: Preview }) {
    const name = useNames();
    const features = useFeatures().data?.data ?? [];
    const unit = (code: string) => features.find((feature) => feature.code === code)?.unit ?? null;
    const parts = [
        { title: "You gain", codes: preview.features_gained, Icon: CirclePlus, look: "text-good" },
        { title: "You lose", codes: preview.features_lost, Icon: CircleMinus, look: "text-bad" },
    ].filter((part) => part.codes.length > 0);
    return (
        <>
            {parts.length > 0 && (
                <div className="grid gap-4 sm:grid-cols-2">
                    {parts.map(({ title, codes, Icon, look }) => (
                        <div key={title}>
                            <h3 className="mb-2 text-sm font-semibold">{title}</h3>
                            <ul className="grid gap-1.5 text-sm">
                                {codes.map((code) => (
                                    <li key={code} className="flex items-center gap-2">
                                        <Icon className={cx("size-4 shrink-0", look)} aria-hidden="true" /> {name(code)}
                                    </li>
                                ))}
                            </ul>
                        </div>
                    ))}
                </div>
            )}
            {preview.limits_exceeded.length > 0 && (
                <div className="flex gap-3 rounded-card bg-warn-soft p-4 text-sm">
                    <TriangleAlert className="mt-0.5 size-5 shrink-0 text-warn" aria-hidden="true" />
                    <div>
                        <p className="font-semibold text-warn">You use more than this allows</p>
                        <ul className="mt-1">
                            {preview.limits_exceeded.map((limit) => (
                                <li key={limit.feature_code}>
                                    {name(limit.feature_code)}: {quantity(limit.used, unit(limit.feature_code))} of{" "}
                                    {quantity(limit.limit_value, unit(limit.feature_code))}
                                </li>
                            ))}
                        </ul>
                        <p className="mt-1 text-ink-2">Nothing is deleted. Only more cannot be added.</p>
                    </div>
                </div>
            )}
        </>
    );
}
