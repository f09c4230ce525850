import { Link } from "react-router";

import { useMe } from "~/lib/account";
import { api } from "~/lib/api";
import { useAllowed } from "~/lib/billing";
import { useRows } from "~/lib/queries";

const LINK = "font-medium text-brand-ink underline underline-offset-4";

/** It cannot be undone, so an owner asks for it, and a person does it. */
export function Closing() {
    const allowed = useAllowed();
    const email = useMe().data?.data.email;
    const id = useRows(["organization"], (signal) =>
        api.from("organization").select("*").abortSignal(signal).single().throwOnError(),
    ).data?.data.id;
    const isBilled = allowed("cancel_subscription") || allowed("cancel_at_once");
    return (
        <div className="card grid gap-4 p-6 text-sm">
            <ol className="grid list-decimal gap-2 pl-5 marker:text-ink-3">
                <li>
                    {isBilled ? (
                        <>
                            <Link to="/billing/cancel" className={LINK}>
                                Cancel the subscription
                            </Link>
                            ; what is still billed is not closed.
                        </>
                    ) : (
                        "Nothing more is billed: there is nothing to cancel."
                    )}
                </li>
                <li>Take your data along: the archive above has all of them.</li>
                <li>
                    Write to the address in the{" "}
                    <a href="/legal/imprint" className={LINK}>
                        imprint
                    </a>
                    , from {email ?? "the address you sign in with"}, and name the organization{" "}
                    <code className="rounded bg-sunken px-1.5 py-0.5 text-xs wrap-anywhere select-all">{id}</code>. As it cannot be undone, a
                    person makes sure that it is you who asks.
                </li>
            </ol>
            <dl className="grid gap-3 border-t border-line pt-4 sm:grid-cols-2 sm:gap-6">
                <div>
                    <dt className="font-medium">What goes</dt>
                    <dd className="mt-1 text-ink-2">
                        Everybody’s access, keys and webhooks; names and addresses, wherever they are kept. People who belong to no other
                        organization are forgotten with it.
                    </dd>
                </div>
                <div>
                    <dt className="font-medium">What is kept</dt>
                    <dd className="mt-1 text-ink-2">
                        Invoices and their documents, as the law wants them kept for years, and amounts without names.
                    </dd>
                </div>
            </dl>
        </div>
    );
}
