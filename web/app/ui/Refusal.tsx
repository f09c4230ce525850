import { Link } from "react-router";

import { ApiError } from "../lib/errors";
import { buttonClass } from "./Button";
import { ErrorText } from "./ErrorBlock";

/** An error of an action; what a plan or a limit does not allow leads to what would. */
export function Refusal({ error }: { error: Error | null }) {
    if (!(error instanceof ApiError) || error.status !== 402) return <ErrorText error={error} />;
    const { feature } = error.details;
    return (
        <div className="grid gap-3">
            <ErrorText error={error} />
            <Link
                to={typeof feature === "string" ? `/billing/plans?for=${feature}` : "/billing/plans"}
                className={buttonClass("secondary", "sm", "justify-self-start")}
            >
                See plans and add-ons
            </Link>
        </div>
    );
}
