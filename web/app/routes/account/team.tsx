import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { z } from "zod/mini";

import { useMe, usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { day, number, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button, IconButton } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { InlineSelect, SelectField, TextField } from "~/ui/Field";
import { Meter } from "~/ui/Meter";
import { Page, Section } from "~/ui/Page";
import { Refusal } from "~/ui/Refusal";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Member = Row<"members">;
type Invitation = Row<"invitations">;

/** The roles that people have, and what each may do. */
const ROLES = [
    { code: "member", text: "Works with the production data" },
    { code: "billing", text: "And sees and changes billing" },
    { code: "admin", text: "And manages members, keys and webhooks" },
    { code: "owner", text: "Everything, other owners too" },
] as const;

const KEYS = [["members"], ["invitations"], ["entitlements"], ["usage"]];

export default function Team() {
    const mayManage = usePermission("members.manage");
    const [isInviting, setIsInviting] = useState(false);
    const invite = mayManage && (
        <Button look="primary" onClick={() => setIsInviting(true)}>
            <UserPlus className="size-4" aria-hidden="true" /> Invite somebody
        </Button>
    );
    return (
        <Page title="Team" lead="Who works in this organization, and who is invited." actions={invite}>
            <Seats />
            <Members mayManage={mayManage} />
            <Invitations mayManage={mayManage} />
            {isInviting && <Invite onClose={() => setIsInviting(false)} />}
        </Page>
    );
}

function Seats() {
    const entitlement = useRows(["entitlements", "users"], (signal) =>
        api.from("entitlements").select("*").eq("feature", "users").abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={entitlement} skeleton={<Skeleton className="h-18.5 max-w-sm" />}>
            {({ data }) => (
                <div className="max-w-sm">
                    <Meter
                        label="Seats in use"
                        used={data.used ?? 0}
                        limit={data.limit_value}
                        text={number}
                        note="open invitations hold one"
                    />
                </div>
            )}
        </Block>
    );
}

function Members({ mayManage }: { mayManage: boolean }) {
    const me = useMe().data?.data;
    const mayMakeOwners = usePermission("owners.manage");
    const [leaving, setLeaving] = useState<Member | null>(null);
    const members = useRows(["members"], (signal) =>
        api.from("members").select("*").order("full_name").abortSignal(signal).throwOnError(),
    );
    const changeRole = useAction(
        async (input: { user_id: string; role: string }) => await api.rpc("change_member_role", input).throwOnError(),
        { invalidates: [...KEYS, ["me"]], done: "The role is changed" },
    );
    const columns: Column<Member>[] = [
        {
            id: "name",
            label: "Person",
            cell: (member) => (
                <>
                    {member.full_name}
                    {member.id === me?.id && <span className="font-normal text-ink-3"> (you)</span>}
                    <span className="block text-xs font-normal text-ink-3">{member.email}</span>
                </>
            ),
        },
        {
            id: "role",
            label: "Role",
            cell: (member) =>
                mayManage && member.id !== me?.id && (mayMakeOwners || member.role !== "owner") ? (
                    <InlineSelect
                        label={`Role of ${member.full_name}`}
                        value={member.role}
                        onChange={(event) => changeRole.mutate({ user_id: member.user_id, role: event.target.value })}
                    >
                        {ROLES.filter((role) => mayMakeOwners || role.code !== "owner").map((role) => (
                            <option key={role.code} value={role.code}>
                                {sentence(role.code)}
                            </option>
                        ))}
                    </InlineSelect>
                ) : (
                    sentence(member.role)
                ),
        },
        { id: "since", label: "Since (UTC)", isFigure: true, cell: (member) => day(member.created_at) },
        {
            id: "actions",
            label: <span className="sr-only">Actions</span>,
            className: "w-0 text-right",
            cell: (member) =>
                (mayManage || member.id === me?.id) && (
                    <IconButton
                        label={member.id === me?.id ? "Leave the organization" : `Remove ${member.full_name}`}
                        className="-my-2"
                        onClick={() => setLeaving(member)}
                    >
                        <UserMinus className="size-4" aria-hidden="true" />
                    </IconButton>
                ),
        },
    ];
    return (
        <Section title="Members">
            <ErrorText error={changeRole.error} />
            <Block query={members} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) => (
                    <Table caption="Everybody who works here" columns={columns} rows={data} rowKey={(member) => member.id} isStale={members.isPlaceholderData} stacks />
                )}
            </Block>
            {leaving && <RemoveMember member={leaving} isMyself={leaving.id === me?.id} onClose={() => setLeaving(null)} />}
        </Section>
    );
}

function RemoveMember({ member, isMyself, onClose }: { member: Member; isMyself: boolean; onClose: () => void }) {
    const remove = useAction(
        async (id: string) => await api.rpc("remove_member", { user_id: id }).throwOnError(),
        {
            invalidates: isMyself ? [] : KEYS,
            done: isMyself ? "You have left" : `${member.full_name} is no member any more`,
            // Nothing here is theirs to see any more.
            onDone: () => (isMyself ? location.assign("/sign-in") : onClose()),
        },
    );
    return (
        <Dialog
            onClose={onClose}
            title={isMyself ? "Leave the organization?" : `Remove ${member.full_name}?`}
            footer={
                <>
                    <Button onClick={onClose}>Stay as it is</Button>
                    <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(member.user_id)}>
                        {isMyself ? "Leave" : "Remove"}
                    </Button>
                </>
            }
        >
            <div className="grid gap-4">
                <p className="text-ink-2">
                    {isMyself ? "You are" : `${member.full_name} is`} refused from the next request on, and the seat is free. What was
                    made in the organization stays.
                </p>
                <ErrorText error={remove.error} />
            </div>
        </Dialog>
    );
}

function Invitations({ mayManage }: { mayManage: boolean }) {
    const invitations = useRows(["invitations"], (signal) =>
        api.from("invitations").select("*").order("created_at", { ascending: false }).limit(50).abortSignal(signal).throwOnError(),
    );
    const revoke = useAction(
        async (id: string) => await api.rpc("revoke_invitation", { id }).throwOnError(),
        { invalidates: KEYS, done: "The invitation is taken back" },
    );
    const columns: Column<Invitation>[] = [
        { id: "email", label: "Address", cell: (invitation) => invitation.email },
        { id: "role", label: "Role", cell: (invitation) => sentence(invitation.role) },
        { id: "status", label: "Status", cell: (invitation) => <StatusBadge status={invitation.status ?? "pending"} /> },
        { id: "expires", label: "Counts until (UTC)", isFigure: true, cell: (invitation) => day(invitation.expires_at) },
        {
            id: "actions",
            label: <span className="sr-only">Actions</span>,
            className: "w-0 text-right",
            cell: (invitation) =>
                mayManage &&
                invitation.status === "pending" && (
                    <Button size="sm" look="quiet" className="-my-2" onClick={() => revoke.mutate(invitation.id)}>
                        Take back<span className="sr-only"> the invitation of {invitation.email}</span>
                    </Button>
                ),
        },
    ];
    return (
        <Section title="Invitations">
            <ErrorText error={revoke.error} />
            <Block query={invitations} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty title="Nobody is invited">Whoever is invited gets a letter with a link that counts for 7 days.</Empty>
                    ) : (
                        <Table
                            caption="Everybody who was invited"
                            columns={columns}
                            rows={data}
                            rowKey={(invitation) => invitation.id}
                            isStale={invitations.isPlaceholderData}
                            stacks
                        />
                    )
                }
            </Block>
        </Section>
    );
}

const FORM = z.object({
    email: z.string().check(z.minLength(1, "Enter the address")),
    role: z.string(),
});

function Invite({ onClose }: { onClose: () => void }) {
    const mayMakeOwners = usePermission("owners.manage");
    const { mutateAsync } = useAction(
        async (input: { email: string; role: string }) => await api.rpc("invite_member", input).throwOnError(),
        { invalidates: KEYS, done: "The invitation is on its way" },
    );
    const form = useApiForm(FORM, { email: "", role: "member" }, async (values) => {
        await mutateAsync(values);
        onClose();
    });
    return (
        <Dialog onClose={onClose} title="Invite somebody">
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField {...form.field("email")} label="E-mail" type="email" autoComplete="off" />
                <SelectField {...form.field("role")} label="Role">
                    {ROLES.filter((role) => mayMakeOwners || role.code !== "owner").map((role) => (
                        <option key={role.code} value={role.code}>
                            {sentence(role.code)}: {role.text.toLowerCase()}
                        </option>
                    ))}
                </SelectField>
                <DialogActions>
                    <Button onClick={onClose}>Not now</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Send the invitation
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
