import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNavigate, useParams } from "react-router";

import { finishProviderSignIn } from "~/lib/api";
import { ApiError } from "~/lib/errors";
import { safeNext } from "~/lib/navigation";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { ButtonLink, Spinner } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

/** Where one's provider sends back to, with a code that counts once. */
export default function ProviderCallback() {
    const { provider = "" } = useParams();
    const navigate = useNavigate();
    const client = useQueryClient();
    const { mutate, error } = useMutation({
        mutationFn: finishProviderSignIn,
        onSuccess: async (next) => {
            client.clear();
            await navigate(safeNext(next) ?? "/billing", { replace: true });
        },
    });
    // The code counts once: a page that is drawn twice asks once.
    const hasAsked = useRef(false);
    useEffect(() => {
        if (hasAsked.current) return;
        hasAsked.current = true;
        const back = new URLSearchParams(location.search);
        // Nor does it stay in the address, for others to read or for the history.
        history.replaceState(history.state, "", location.pathname);
        mutate({
            provider,
            state: back.get("state") ?? "",
            code: back.get("code"),
            issuer: back.get("iss"),
            error: back.get("error"),
        });
    }, [mutate, provider]);

    if (!error) {
        return (
            <AuthPage title="Signing you in">
                <p role="status" className="flex items-center gap-3 text-ink-2">
                    <Spinner /> A moment…
                </p>
            </AuthPage>
        );
    }
    return (
        <AuthPage
            title="You are not signed in"
            lead={explanation(error)}
            aside={
                <a href="/sign-in" className={LINK}>
                    Sign in with a password
                </a>
            }
        >
            <ErrorText error={error} />
            <ButtonLink to="/sign-in/company" look="primary">
                Try again
            </ButtonLink>
        </AuthPage>
    );
}

/** What a person can make of a reason; whoever manages the provider reads the rest in the settings. */
const REASONS: Readonly<Record<string, string>> = {
    "the provider answered access_denied": "It was called off at your company’s sign-in, or you may not use this there.",
    acr: "Your company wants you to sign in there in a stronger way, such as with a second factor.",
    auth_time: "It was too long ago that you signed in there. Sign out there, and try again.",
    domain: "The account there has an address that is not of this company.",
    email_unverified: "Your company’s provider has not verified your address.",
    expired: "The clocks of your company’s provider and ours differ.",
    not_yet_valid: "The clocks of your company’s provider and ours differ.",
};

function explanation(error: Error): string {
    const reason = error instanceof ApiError ? error.details.reason : null;
    const known = typeof reason === "string" ? REASONS[reason] : undefined;
    return known ?? (typeof reason === "string" ? `The reason: ${reason}.` : "What your company’s sign-in sent back does not let you in.");
}
