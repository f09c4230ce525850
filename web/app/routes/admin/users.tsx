import { day, number, sentence } from "~/lib/format";
import { Badge } from "~/ui/Badge";
import { Page } from "~/ui/Page";
import { StaffList } from "~/ui/StaffList";

export default function Users() {
    return (
        <Page title="People" lead="All who can sign in: customers and staff.">
            <StaffList
                view="users"
                caption="People"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="person"
                many="people"
                search={{ label: "Search by name or address", columns: ["email", "full_name"] }}
                filters={[{ name: "kind", label: "Kind", options: [{ value: "customer" }, { value: "staff" }] }]}
                empty={{ title: "Nobody has signed up yet" }}
                columns={[
                    { id: "email", label: "E-mail", sort: "email", className: "break-all", cell: (row) => row.email },
                    { id: "name", label: "Name", sort: "full_name", cell: (row) => row.full_name },
                    { id: "kind", label: "Kind", cell: (row) => <Badge tone={row.kind === "staff" ? "brand" : "neutral"}>{sentence(row.kind)}</Badge> },
                    { id: "organizations", label: "Organizations", isFigure: true, cell: (row) => number(row.organizations ?? 0) },
                    { id: "verified", label: "Address verified", isFigure: true, cell: (row) => (row.email_verified_at ? day(row.email_verified_at) : "Not yet") },
                    { id: "since", label: "Since", sort: "created_at", isFigure: true, cell: (row) => day(row.created_at) },
                    { id: "state", label: "State", cell: (row) => row.disabled_at && <Badge tone="bad">Disabled</Badge> },
                ]}
            />
        </Page>
    );
}
