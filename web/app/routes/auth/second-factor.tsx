import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Navigate } from "react-router";

import { admin } from "~/lib/api";
import { useSession } from "~/lib/session";
import { AuthPage } from "~/ui/AuthPage";
import { CopyCodes, Enrol, RecoveryCodes, type Enrolment } from "~/ui/Authenticator";
import { Button, ButtonLink } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Skeleton } from "~/ui/Skeleton";

/** The staff work with a second factor only: this is where they begin to have one. */
export default function SecondFactor() {
    const session = useSession();
    const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
    const { mutate, data, error } = useMutation({
        mutationFn: async () => {
            const answer = await admin.rpc("enroll_second_factor").throwOnError();
            return answer.data as unknown as Enrolment;
        },
    });
    const hasAsked = useRef(false);
    useEffect(() => {
        if (hasAsked.current || session?.kind !== "staff") return;
        hasAsked.current = true;
        mutate();
    }, [mutate, session]);

    if (session?.kind !== "staff") return <Navigate to="/sign-in" replace />;
    if (recoveryCodes) return <KeepCodes codes={recoveryCodes} />;
    return (
        <AuthPage
            title="Set up your second factor"
            lead="Scan this with an authenticator app, then enter the code it shows. From then on you sign in with both."
        >
            <ErrorText error={error} />
            {data ? (
                <Enrol
                    enrolment={data}
                    confirm={async (code) => {
                        const answer = await admin.rpc("confirm_second_factor", { code }).throwOnError();
                        setRecoveryCodes((answer.data as unknown as { recovery_codes: string[] }).recovery_codes);
                    }}
                />
            ) : (
                !error && <Skeleton className="h-44" />
            )}
        </AuthPage>
    );
}

function KeepCodes({ codes }: { codes: readonly string[] }) {
    return (
        <AuthPage
            title="Keep these codes"
            lead="Each signs you in once if you lose your phone. They are shown this one time: print them, or keep them with your passwords."
        >
            <RecoveryCodes codes={codes} />
            <div className="flex flex-wrap gap-3 print:hidden">
                <CopyCodes codes={codes} />
                <Button onClick={() => print()}>Print</Button>
                <ButtonLink to="/admin" look="primary" className="ml-auto">
                    I have kept them
                </ButtonLink>
            </div>
        </AuthPage>
    );
}
