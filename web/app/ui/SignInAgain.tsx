import { currentSession, forgetSession, useHasEnded } from "~/lib/session";
import { Credentials } from "./Credentials";
import { Dialog } from "./Dialog";

/** Asks for the password over the page when the session has ended: what was typed there stays. */
export function SignInAgain({ onDone }: { onDone: () => void }) {
    const hasEnded = useHasEnded();
    const email = currentSession()?.email;
    if (!hasEnded || !email) return null;
    return (
        <Dialog onClose={() => {}} title="Sign in again" isRequired>
            <p className="mb-4 text-ink-2">
                Your session has ended. What you were doing is still here; sign in to go on with it.
            </p>
            <Credentials email={email} onDone={onDone} />
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
