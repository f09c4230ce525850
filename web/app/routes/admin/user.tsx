/** One person: where they belong, where they are signed in, and what can be done for them. */
import { ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams } from "react-router";

import { admin, type AdminRow } from "~/lib/api";
import { downloadAnswer } from "~/lib/download";
import { ago, day, moment, number, sentence, stamp } from "~/lib/format";
import { useOffers } from "~/lib/palette";
import { useRows } from "~/lib/queries";
import { useSession } from "~/lib/session";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { buttonClass } from "~/ui/Button";
import { useDeed, type Deed } from "~/ui/Deed";
import { Empty } from "~/ui/Empty";
import { Facts } from "~/ui/Facts";
import { Menu, MenuItem } from "~/ui/Menu";
import { LINK, OrganizationLink } from "~/ui/OrganizationLink";
import { Page, Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { StaffList } from "~/ui/StaffList";
import { Table } from "~/ui/Table";

type User = AdminRow<"users">;

export default function Person() {
    const id = useParams().person ?? "";
    const person = useRows(["admin", "users", id], (signal) =>
        admin.from("users").select("*").eq("id", id).abortSignal(signal).maybeSingle().throwOnError(),
    );
    const row = person.data?.data;
    if (person.data && !row) {
        return (
            <Page title="Person">
                <Empty title="There is nobody like that">
                    <Link className={LINK} to="/admin/people">
                        All people
                    </Link>
                </Empty>
            </Page>
        );
    }
    return (
        <Page
            title={row?.full_name ?? "Person"}
            lead={
                <Link className={LINK} to="/admin/people">
                    People
                </Link>
            }
            actions={row && !row.erased_at && <Actions user={row} />}
        >
            <Block query={person} skeleton={<Skeleton className="h-32" />}>
                {({ data }) => data && <Summary user={data} />}
            </Block>
            {row?.kind === "customer" && <Memberships id={id} />}
            <StaffList
                title="Sessions"
                view="sessions"
                caption="Sessions of this person"
                fixed={{ user_id: id }}
                sort="-created_at"
                rowKey={(one) => one.id}
                one="session"
                filters={[{ name: "is_live", label: "State", options: [{ value: "true", label: "Signed in" }, { value: "false", label: "Ended" }] }]}
                empty={{ title: "Never signed in" }}
                columns={[
                    { id: "kind", label: "Kind", cell: (one) => sentence(one.kind) },
                    { id: "where", label: "Organization", cell: (one) => one.organization_id && <OrganizationLink id={one.organization_id}>{one.organization_name}</OrganizationLink> },
                    { id: "who", label: "In truth", cell: (one) => one.acting_staff_name },
                    { id: "from", label: "Began (UTC)", sort: "created_at", isFigure: true, cell: (one) => stamp(one.created_at) },
                    { id: "used", label: "Last used", isFigure: true, cell: (one) => (one.last_used_at ? ago(one.last_used_at) : "–") },
                    {
                        id: "state",
                        label: "State",
                        cell: (one) => (one.is_live ? <Badge tone="good">Signed in</Badge> : <Badge>{sentence(one.revoked_reason ?? "expired")}</Badge>),
                    },
                ]}
            />
        </Page>
    );
}

function Summary({ user }: { user: User }) {
    return (
        <div className="card grid gap-x-10 gap-y-4 p-5 md:grid-cols-2">
            <Facts
                facts={[
                    ["E-mail", <span key="email" className="break-all">{user.email}</span>],
                    ["Address", user.email_verified_at ? <Badge key="verified" tone="good">Verified</Badge> : <Badge key="verified" tone="warn">Not verified</Badge>],
                    ["Kind", sentence(user.kind)],
                    ["Second factor", user.has_second_factor ? <Badge key="factor" tone="good">Enrolled</Badge> : "None"],
                ]}
            />
            <Facts
                facts={[
                    ["Organizations", number(user.organizations ?? 0)],
                    ["Since", day(user.created_at)],
                    ["Last signed in", user.last_signed_in_at && moment(user.last_signed_in_at)],
                    ["State", user.erased_at ? `Erased ${day(user.erased_at)}` : user.disabled_at ? `Disabled ${day(user.disabled_at)}` : "Can sign in"],
                    ["Id", <code key="id" className="text-xs break-all select-all">{user.id}</code>],
                ]}
            />
        </div>
    );
}

function Memberships({ id }: { id: string }) {
    const members = useRows(["admin", "members", "of", id], async (signal) => {
        const { data } = await admin.from("members").select("*").eq("user_id", id).order("created_at").abortSignal(signal).throwOnError();
        const ids = data.map((one) => one.organization_id ?? "");
        const named = await admin.from("organizations").select("id, name, status").in("id", ids).abortSignal(signal).throwOnError();
        const names = new Map(named.data.map((one) => [one.id, one.name]));
        return { data: data.map((member) => ({ member, name: names.get(member.organization_id ?? "") ?? "" })) };
    });
    return (
        <Section title="Organizations">
            <Block query={members} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <p className="text-sm text-ink-2">Belongs to no organization.</p>
                    ) : (
                        <Table
                            caption="Organizations of this person"
                            rows={data}
                            rowKey={({ member }) => member.organization_id ?? ""}
                            stacks
                            columns={[
                                { id: "name", label: "Organization", cell: ({ member, name }) => <OrganizationLink id={member.organization_id ?? ""}>{name}</OrganizationLink> },
                                { id: "role", label: "Role", cell: ({ member }) => sentence(member.role ?? "") },
                                { id: "since", label: "Since", isFigure: true, cell: ({ member }) => member.created_at && day(member.created_at) },
                            ]}
                        />
                    )
                }
            </Block>
        </Section>
    );
}

function Actions({ user }: { user: User }) {
    const isOneself = useSession()?.email === user.email;
    const [dialog, begin] = useDeed();
    const deeds = useMemo(() => deedsFor(user, isOneself), [user, isOneself]);
    useOffers(
        useMemo(
            () => deeds.map((deed) => ({ id: deed.label, label: deed.label, note: user.email, group: "Actions", run: () => begin(deed) })),
            [deeds, user.email, begin],
        ),
    );
    return (
        <>
            <Menu
                align="end"
                trigger={
                    <button type="button" className={buttonClass("primary")}>
                        Actions <ChevronDown className="size-4" aria-hidden="true" />
                    </button>
                }
            >
                {deeds.map((deed) => (
                    <MenuItem key={deed.label} onSelect={() => begin(deed)}>
                        {deed.label}…
                    </MenuItem>
                ))}
            </Menu>
            {dialog}
        </>
    );
}

function deedsFor(user: User, isOneself: boolean): (Deed & { label: string })[] {
    const user_id = user.id;
    const deeds: (Deed & { label: string })[] = [
        {
            label: "Sign out everywhere",
            title: `Sign ${user.email} out everywhere`,
            lead: "All sessions end at once, also those in somebody's place. API keys go on.",
            verb: "Sign out",
            done: "All sessions have ended",
            act: ({ reason = "" }) => admin.rpc("end_sessions", { user_id, reason }).throwOnError(),
        },
        {
            label: "Export the data",
            title: `Export what is kept of ${user.email}`,
            lead: "An archive with profile, memberships, sessions, letters and activity, as JSON and CSV. Hand it to nobody but this person.",
            verb: "Download",
            done: "The archive was made",
            act: ({ reason = "" }) => downloadAnswer("export_user", { user_id, reason }, `person-${user_id}.tar`),
        },
    ];
    if (!isOneself && user.has_second_factor) {
        deeds.push({
            label: "Reset the second factor",
            title: `Reset the second factor of ${user.email}`,
            lead: "For whoever has lost telephone and recovery codes: make sure who asks. They are signed out, sign in by their password, and a letter tells them.",
            verb: "Reset",
            look: "danger",
            before: "Enrolled",
            after: () => (user.kind === "staff" ? "To be enrolled at the next sign-in" : "None"),
            done: "The second factor is reset",
            act: ({ reason = "" }) => admin.rpc("reset_second_factor", { user_id, reason }).throwOnError(),
        });
    }
    if (user.kind === "customer") {
        deeds.push({
            label: "Erase the person",
            title: `Erase ${user.email}?`,
            lead: "Name and addresses go out of tables, queues, what Stripe said and the audit log, and an organization that has nobody else is forgotten. Invoices and amounts stay. It cannot be undone.",
            verb: "Erase for ever",
            look: "danger",
            before: user.full_name,
            after: () => "Nobody any more",
            done: "The person is erased",
            act: ({ reason = "" }) => admin.rpc("erase_user", { user_id, reason }).throwOnError(),
        });
    }
    return deeds;
}
