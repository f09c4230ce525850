import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod/mini";

import { useMe } from "~/lib/account";
import { api } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { day } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { CopyCodes, Enrol, RecoveryCodes, type Enrolment } from "~/ui/Authenticator";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button, type Look } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";
import { toast } from "~/ui/Toast";

const KEY = ["second_factor"] as const;
const FEW_CODES = 3;

const WITHOUT =
    "Whoever knows your password can sign in as you. With an authenticator app on your phone nobody can who does not hold it, too.";
const OF_THE_PROVIDER = "Your company’s identity provider signs you in, and asks for a second factor if it wants one.";

type Deed = "add" | "replace" | "renew" | "remove";

/** A code of the phone besides the password: what there is of it, and what can be done with it. */
export function SecondFactor() {
    const kind = useMe().data?.data.session_kind;
    const factor = useRows(KEY, (signal) => api.from("second_factor").select("*").abortSignal(signal).maybeSingle().throwOnError());
    const [deed, setDeed] = useState<Deed | null>(null);
    return (
        <>
            <Block query={factor} skeleton={<Skeleton className="h-28" />}>
                {({ data }) => (
                    <div className="card grid gap-4 p-6">
                        {data ? (
                            <Facts
                                facts={[
                                    ["In use since", `${day(data.enrolled_at ?? "")} (UTC)`],
                                    ["Recovery codes left", <CodesLeft key="codes" count={data.recovery_codes_left ?? 0} />],
                                ]}
                            />
                        ) : (
                            <p className="text-sm text-ink-2">{kind === "external" ? OF_THE_PROVIDER : WITHOUT}</p>
                        )}
                        {kind === "user" && (
                            <div className="flex flex-wrap gap-3">
                                {data ? (
                                    <>
                                        <Button onClick={() => setDeed("renew")}>New recovery codes</Button>
                                        <Button onClick={() => setDeed("replace")}>Use another phone</Button>
                                        <Button onClick={() => setDeed("remove")}>Remove</Button>
                                    </>
                                ) : (
                                    <Button look="primary" onClick={() => setDeed("add")}>
                                        Add an authenticator app
                                    </Button>
                                )}
                            </div>
                        )}
                    </div>
                )}
            </Block>
            {deed && <DeedDialog deed={deed} onClose={() => setDeed(null)} />}
        </>
    );
}

function CodesLeft({ count }: { count: number }) {
    return count < FEW_CODES ? <Badge tone="warn">{count}</Badge> : count;
}

const WORDS: Record<Deed, { title: string; lead: string; verb: string; look: Look }> = {
    add: {
        title: "Add an authenticator app",
        lead: "Your other sessions end. API keys go on as before.",
        verb: "Go on",
        look: "primary",
    },
    replace: {
        title: "Use another phone",
        lead: "The present one counts until the new one is confirmed.",
        verb: "Go on",
        look: "primary",
    },
    renew: {
        title: "New recovery codes",
        lead: "Ten new ones take the place of all you have.",
        verb: "Make new codes",
        look: "primary",
    },
    remove: {
        title: "Remove the authenticator app",
        lead: "Your password alone signs you in again, and your other sessions end.",
        verb: "Remove",
        look: "danger",
    },
};

/** First one shows anew who one is; then comes what there is to see. */
function DeedDialog({ deed, onClose }: { deed: Deed; onClose: () => void }) {
    const client = useQueryClient();
    const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
    const [codes, setCodes] = useState<readonly string[] | null>(null);
    const showCodes = async (answer: unknown) => {
        setCodes((answer as { recovery_codes: string[] }).recovery_codes);
        await client.invalidateQueries({ queryKey: KEY });
    };
    const act = async (proof: Proof) => {
        if (deed === "remove") {
            await api.rpc("remove_second_factor", proof).throwOnError();
            await client.invalidateQueries({ queryKey: KEY });
            toast("Your password alone signs you in again");
            onClose();
        } else if (deed === "renew") {
            await showCodes((await api.rpc("renew_recovery_codes", proof).throwOnError()).data);
        } else {
            const { data } = await api.rpc("enroll_second_factor", proof).throwOnError();
            setEnrolment(data as unknown as Enrolment);
        }
    };

    if (codes) return <CodesDialog codes={codes} onClose={onClose} />;
    const { title, lead, verb, look } = WORDS[deed];
    return (
        <Dialog key={enrolment ? "enrol" : "prove"} onClose={onClose} title={title}>
            <div className="grid gap-4">
                {enrolment ? (
                    <>
                        <p className="text-ink-2">Scan this with the app, then enter the code it shows.</p>
                        <Enrol
                            enrolment={enrolment}
                            confirm={async (code) => showCodes((await api.rpc("confirm_second_factor", { code }).throwOnError()).data)}
                        />
                    </>
                ) : (
                    <>
                        <p className="text-ink-2">{lead}</p>
                        <ProofForm needsCode={deed !== "add"} verb={verb} look={look} act={act} onClose={onClose} />
                    </>
                )}
            </div>
        </Dialog>
    );
}

const PROOF = z.object({
    password: z.string().check(z.minLength(1, "Enter your password")),
    code: z.string(),
});
type Proof = z.infer<typeof PROOF>;

function ProofForm({
    needsCode,
    verb,
    look,
    act,
    onClose,
}: {
    needsCode: boolean;
    verb: string;
    look: Look;
    act: (proof: Proof) => Promise<void>;
    onClose: () => void;
}) {
    const form = useApiForm(PROOF, { password: "", code: "" }, act);
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <ErrorText error={form.failure} />
            <TextField {...form.field("password")} label="Your password" type="password" autoComplete="current-password" />
            {needsCode && (
                <TextField
                    {...form.field("code")}
                    label="Code"
                    autoComplete="one-time-code"
                    hint="Of your authenticator app, or one of your recovery codes."
                />
            )}
            <DialogActions>
                <Button onClick={onClose}>Leave it</Button>
                <Button type="submit" look={look} busy={form.isBusy}>
                    {verb}
                </Button>
            </DialogActions>
        </form>
    );
}

function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
    return (
        <Dialog
            onClose={onClose}
            isRequired
            title="Keep these codes"
            footer={
                <>
                    <CopyCodes codes={codes} />
                    <Button look="primary" onClick={onClose}>
                        I have kept them
                    </Button>
                </>
            }
        >
            <div className="grid gap-4">
                <p className="text-ink-2">
                    Each signs you in once if you lose your phone. They are shown this one time: keep them with your passwords, or on
                    paper.
                </p>
                <RecoveryCodes codes={codes} />
            </div>
        </Dialog>
    );
}
