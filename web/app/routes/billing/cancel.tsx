import { useState, type ReactNode } from "react";
import { Link, useNavigate } from "react-router";

import { PauseDialog } from "~/billing/PauseDialog";
import { useSubscription } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useAllowed, useCommand, usePlans } from "~/lib/billing";
import { day } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { Button, ButtonLink, buttonClass } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { Checkbox, TextArea } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const STATE = { reason: "" };

/** Why, what could be done about it, and until when everything works: no detour beyond that. */
export default function Cancel() {
    const subscription = useSubscription();
    const allowed = useAllowed();
    const mayCancel = allowed("cancel_subscription") || allowed("cancel_at_once");
    return (
        <Page
            title="Cancel the subscription"
            lead="We are sorry to see you go. Tell us why; it helps us more than you may think."
            actions={<ButtonLink to="/billing">Back to billing</ButtonLink>}
        >
            <Block query={subscription} skeleton={<Skeleton className="h-96" />}>
                {({ data }) =>
                    data && mayCancel ? (
                        <CancelForm subscription={data} />
                    ) : (
                        <Empty title="There is nothing to cancel" action={<ButtonLink to="/billing">Back to billing</ButtonLink>}>
                            The subscription has ended, or is to end already.
                        </Empty>
                    )
                }
            </Block>
        </Page>
    );
}

function CancelForm({ subscription }: { subscription: Row<"subscription"> }) {
    const [state, change] = useUrlState(STATE);
    const [comment, setComment] = useState("");
    const allowed = useAllowed();
    const isOnlyAtOnce = !allowed("cancel_subscription");
    const [isAtOnce, setIsAtOnce] = useState(isOnlyAtOnce);
    const navigate = useNavigate();
    const reasons = useRows(["cancellation_reasons"], (signal) =>
        api.from("cancellation_reasons").select("*").order("position").abortSignal(signal).throwOnError(),
    );
    const cancel = useCommand(
        () =>
            api
                .rpc("cancel_subscription", { reason: state.reason, comment, at_period_end: !isAtOnce })
                .throwOnError(),
        { done: "The subscription is cancelled", onDone: () => void navigate("/billing") },
    );
    const [isPausing, setIsPausing] = useState(false);
    return (
        <>
            <form
                className="card grid max-w-2xl gap-6 p-6"
                onSubmit={(event) => {
                    event.preventDefault();
                    cancel.mutate();
                }}
            >
                <fieldset className="grid gap-2">
                    <legend className="mb-2 font-medium">Why do you leave?</legend>
                    <Block query={reasons} skeleton={<Skeleton className="h-80" />}>
                        {({ data }) =>
                            data.map((reason) => (
                                <label
                                    key={reason.code}
                                    className="flex min-h-10 items-center gap-3 rounded-control border border-line px-3 text-sm has-checked:border-brand has-checked:bg-brand-soft"
                                >
                                    <input
                                        type="radio"
                                        name="reason"
                                        required
                                        value={reason.code}
                                        checked={state.reason === reason.code}
                                        onChange={() => change({ reason: reason.code }, { replace: true })}
                                        className="size-4.5 accent-brand"
                                    />
                                    {reason.description}
                                </label>
                            ))
                        }
                    </Block>
                </fieldset>
                {state.reason && <SaveOffer reason={state.reason} onPause={() => setIsPausing(true)} />}
                <TextArea
                    label="Anything else? (optional)"
                    maxLength={1000}
                    value={comment}
                    onChange={(event) => setComment(event.target.value)}
                />
                {allowed("cancel_at_once") && !isOnlyAtOnce && (
                    <Checkbox
                        label="End it at once"
                        hint="Otherwise it ends with the period."
                        checked={isAtOnce}
                        onChange={(event) => setIsAtOnce(event.target.checked)}
                    />
                )}
                <p className="rounded-card bg-sunken p-4 text-sm text-ink-2">{whatHappens(subscription, isAtOnce)}</p>
                <ErrorText error={cancel.error} />
                <div className="flex flex-wrap justify-end gap-3">
                    <ButtonLink to="/billing" look="primary">
                        Keep the subscription
                    </ButtonLink>
                    <Button type="submit" disabled={!state.reason} busy={cancel.isPending}>
                        Cancel the subscription
                    </Button>
                </div>
            </form>
            {isPausing && (
                <PauseDialog
                    onClose={() => setIsPausing(false)}
                    onDone={() => void navigate("/billing")}
                />
            )}
        </>
    );
}

function whatHappens(row: Row<"subscription">, isAtOnce: boolean): string {
    const afterwards = "Your data can be read afterwards, and exported; nothing is deleted.";
    if (isAtOnce) return `It ends at once. ${afterwards}`;
    const end = row.current_period_end ?? row.trial_ends_at;
    const until = end ? `Everything works until ${day(end)} (UTC), and you can change your mind until then.` : "It ends with the period.";
    return `${until} Nothing more is billed. ${afterwards}`;
}

/** What may help instead, by what was said to be wrong. */
function SaveOffer({ reason, onPause }: { reason: string; onPause: () => void }) {
    const allowed = useAllowed();
    const [smallest] = usePlans().data?.data ?? [];
    const hasSmaller = useSubscription().data?.data?.plan_code !== smallest?.code;
    const cheaper = allowed("change_plan") && hasSmaller && (
        <Link to="/billing/plans" className={buttonClass("secondary", "sm")}>
            See smaller plans
        </Link>
    );
    const more = allowed("change_plan") && (
        <Link to="/billing/plans" className={buttonClass("secondary", "sm")}>
            See what other plans bring
        </Link>
    );
    const pause = allowed("pause_subscription") && (
        <Button size="sm" onClick={onPause}>
            Pause instead
        </Button>
    );
    const offers: Record<string, { title: string; text: string; actions: ReactNode }> = {
        too_expensive: {
            title: "Pay for what you need",
            text: hasSmaller
                ? "A smaller plan keeps your data and costs less; the change counts from the end of the period."
                : "While it is paused nothing is billed, and everything stays readable.",
            actions: <>{cheaper}{pause}</>,
        },
        unused: {
            title: "Take a break instead",
            text: "While it is paused nothing is billed, everything stays readable, and one click brings it back.",
            actions: <>{pause}{cheaper}</>,
        },
        missing_features: {
            title: "It may be in another plan",
            text: "Have a look at what the other plans bring before you go.",
            actions: more,
        },
    };
    const offer = offers[reason];
    if (!offer?.actions || (!cheaper && !more && !pause)) return null;
    return (
        <div role="status" className="grid gap-3 rounded-card border border-brand/30 bg-brand-soft p-4">
            <div>
                <p className="font-semibold text-brand-ink">{offer.title}</p>
                <p className="text-sm text-ink-2">{offer.text}</p>
            </div>
            <div className="flex flex-wrap gap-2">{offer.actions}</div>
        </div>
    );
}
