import { useLocation } from "react-router";

import { currentSession, forgetSession, useHasEnded } from "~/lib/session";
import { buttonClass } from "./Button";
import { Credentials } from "./Credentials";
import { Dialog } from "./Dialog";

/** Asks for the password over the page when the session has ended: what was typed there stays. */
export function SignInAgain({ onDone }: { onDone: () => void }) {
    const hasEnded = useHasEnded();
    const session = currentSession();
    const email = session?.email;
    if (!hasEnded || !email) return null;
    const isCompanys = session.kind === "external";
    return (
        <Dialog onClose={() => {}} title="Sign in again" isRequired>
            <p className="mb-4 text-ink-2">
                Your session has ended.{" "}
                {isCompanys
                    ? "Sign in with your company’s account again, and you are back on this page."
                    : "What you were doing is still here; sign in to go on with it."}
            </p>
            {isCompanys ? <CompanySignInLink email={email} /> : <Credentials email={email} onDone={onDone} />}
            <p className="mt-4 text-center">
                <button
                    type="button"
                    className="min-h-6 text-sm text-ink-2 underline underline-offset-4"
                    onClick={() => {
                        forgetSession();
                        location.assign("/sign-in");
                    }}
                >
                    I am somebody else
                </button>
            </p>
        </Dialog>
    );
}

/** Who came by a provider has no password here: the way back is the way they came. */
function CompanySignInLink({ email }: { email: string }) {
    const { pathname, search } = useLocation();
    return (
        <a href={`/sign-in/company?${new URLSearchParams({ email, next: pathname + search })}`} className={buttonClass("primary", "md", "w-full")}>
            Sign in
        </a>
    );
}
