import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { visitor } from "~/lib/api";
import { useLinkToken } from "~/lib/token";
import { AuthPage } from "~/ui/AuthPage";
import { ButtonLink, Spinner } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

export default function VerifyEmail() {
    const token = useLinkToken();
    const { mutate, isSuccess, error } = useMutation({
        mutationFn: async () => await visitor.rpc("verify_email", { token: token ?? "" }).throwOnError(),
    });
    // The token counts once: a page that is drawn twice asks once.
    const hasAsked = useRef(false);
    useEffect(() => {
        if (hasAsked.current) return;
        hasAsked.current = true;
        mutate();
    }, [mutate]);

    if (isSuccess) {
        return (
            <AuthPage title="Your address is verified" lead="Thank you. There is nothing else to do.">
                <ButtonLink to="/billing" look="primary">
                    Go on
                </ButtonLink>
            </AuthPage>
        );
    }
    if (error) {
        return (
            <AuthPage title="This link does not count" lead="Settings has a button that sends a new one.">
                <ErrorText error={error} />
                <ButtonLink to="/billing">To the app</ButtonLink>
            </AuthPage>
        );
    }
    return (
        <AuthPage title="Verifying your address">
            <p role="status" className="flex items-center gap-3 text-ink-2">
                <Spinner /> A moment…
            </p>
        </AuthPage>
    );
}
