import { z } from "zod/mini";

import { api } from "~/lib/api";
import { useCommand } from "~/lib/billing";
import { ApiError } from "~/lib/errors";
import { useApiForm } from "~/lib/form";
import { useRows } from "~/lib/queries";
import { sentence } from "~/lib/format";
import { Badge } from "~/ui/Badge";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({ code: z.string().check(z.minLength(1, "Enter the code")) });

const CAUSES: Record<string, string> = {
    redeemed: "You have redeemed this code already",
    expired: "The code has expired",
    withdrawn: "The code counts no more",
    used_up: "The code has been used as often as it may be",
    other_plans: "The code is for other plans than yours",
    other_currency: "The code is for another currency than yours",
};

/** Why a code is refused, as people say it. */
function explained(error: Error): Error {
    const cause = error instanceof ApiError && error.code === "coupon_refused" ? error.details.cause : null;
    return typeof cause === "string" && CAUSES[cause] ? new Error(CAUSES[cause]) : error;
}

export function CouponForm() {
    const { mutateAsync } = useCommand((code: string) => api.rpc("apply_coupon", { code }).throwOnError(), {
        done: "The coupon is redeemed",
    });
    const redemptions = useRows(["coupons"], (signal) =>
        api.from("coupon_redemptions").select("*").neq("status", "released").abortSignal(signal).throwOnError(),
    ).data?.data;
    const form = useApiForm(FORM, { code: "" }, async ({ code }, reset) => {
        await mutateAsync(code);
        reset();
    });
    return (
        <form onSubmit={form.submit} noValidate className="card grid max-w-xl gap-4 p-5">
            <ErrorText error={form.failure && explained(form.failure)} />
            <div className="flex flex-wrap items-start gap-3">
                <TextField
                    {...form.field("code")}
                    label="Code"
                    hint="It is taken off the next bill, or goes along into the checkout."
                    autoComplete="off"
                    className="min-w-0 flex-1 basis-52"
                />
                <Button type="submit" busy={form.isBusy} className="sm:mt-6.5">
                    Redeem
                </Button>
            </div>
            {redemptions && redemptions.length > 0 && (
                <ul aria-label="Coupons" className="flex flex-wrap gap-2">
                    {redemptions.map((redemption) => (
                        <li key={redemption.id}>
                            <Badge tone="good">
                                {redemption.coupon_code} · {sentence(redemption.status)}
                            </Badge>
                        </li>
                    ))}
                </ul>
            )}
        </form>
    );
}
