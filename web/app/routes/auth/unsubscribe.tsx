import { useMutation } from "@tanstack/react-query";

import { visitor } from "~/lib/api";
import { useLinkToken } from "~/lib/token";
import { AuthPage } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

/** Asks for no more letters only when a person says so: whatever scans mails opens links too. */
export default function Unsubscribe() {
    const token = useLinkToken();
    const { mutate, data, isPending, error } = useMutation({
        mutationFn: async () => {
            const answer = await visitor.rpc("unsubscribe", { token: token ?? "" }).throwOnError();
            return (answer.data as { category: string }).category;
        },
    });

    if (data) return <AuthPage title="Done" lead={`You get no more letters about ${data}.`} />;
    if (!token) return <AuthPage title="This address is incomplete" lead="Please use the link in the letter." />;
    return (
        <AuthPage title="No more of these letters?" lead="Letters about your account and your payments will still reach you.">
            <ErrorText error={error} />
            <Button look="primary" busy={isPending} onClick={() => mutate()}>
                Send me no more
            </Button>
        </AuthPage>
    );
}
