import { signOut, type Owner } from "./person.ts";
import { startProvider, type Provider } from "./provider.ts";
import { inDatabase } from "./staff.ts";
import { expect, expectSound, test } from "./test.ts";

const CLIENT_ID = "unison-at-the-provider";

let provider: Provider;
test.beforeAll(async () => {
    provider = await startProvider();
});
test.afterAll(async () => {
    await provider.stop();
});

/** The plan has it, as the staff may grant it. */
const grant = (owner: Owner) =>
    inDatabase((client) => client.query("select usage.grant_entitlement($1, 'sso', 'true', 'a test')", [owner.organizationId]));

/** What the DNS would say, if there were such a domain. */
const prove = (domain: string) =>
    inDatabase((client) =>
        client.query(
            `select identity.record_domain_check(d.organization_id, d.domain, array[d.challenge], null)
            from identity.email_domains as d where d.domain = $1`,
            [domain],
        ),
    );

test("an owner proves a domain and names the company's provider", async ({ page, owner, complaints }) => {
    const domain = `${crypto.randomUUID()}.example`;
    await owner.signIn(page, "/settings");
    const settings = page.getByRole("region", { name: "Company sign-in" });
    await expect(settings.getByText("is not part of your plan")).toBeVisible();
    await expect(settings.getByLabel("Issuer")).toBeHidden();
    await grant(owner);
    await page.reload();

    await settings.getByLabel("Domain", { exact: true }).fill(domain);
    await settings.getByRole("button", { name: "Add the domain" }).click();
    const record = settings.getByRole("listitem").filter({ hasText: domain });
    await expect(record.getByText(`_unison-challenge.${domain}`)).toBeVisible();
    await expect(record.getByText("Not proved yet")).toBeVisible();
    await prove(domain);

    await settings.getByLabel("Issuer").fill("https://intranet");
    await settings.getByLabel("Client ID").fill(CLIENT_ID);
    complaints.expectRefusal(400);
    await settings.getByRole("button", { name: "Save the provider" }).click();
    await expect(settings.getByText("issuer must be an https address")).toBeVisible();
    await settings.getByLabel("Issuer").fill(provider.url);
    await settings.getByRole("button", { name: "Save the provider" }).click();
    await expect(settings.getByText("not yet", { exact: true })).toBeHidden();
    await page.reload();
    await expect(settings.getByText("Keys fetched")).toBeVisible();
    await expect(record.getByText("Proved", { exact: true })).toBeVisible();
    await expectSound(page);
});

test("a colleague signs in at the company's provider, and is a member", async ({ page, owner, complaints }) => {
    const domain = `${crypto.randomUUID()}.example`;
    const colleague = `nina@${domain}`;
    await grant(owner);
    await owner.call("add_email_domain", { domain });
    await prove(domain);
    await owner.call("set_identity_provider", { issuer: provider.url, client_id: CLIENT_ID });
    await expect.poll(() => owner.read("identity_provider?keys_fetched_at=not.is.null")).toHaveLength(1);

    // A link that names a company begins nothing by itself.
    const begun: string[] = [];
    page.on("request", (request) => {
        if (request.url().includes("external_sign_in")) begun.push(request.url());
    });
    await page.goto(`/sign-in/company?provider=${domain}&next=%2Fplants`);
    await expect(page.getByLabel("Work e-mail")).toHaveValue(domain);
    await expectSound(page);
    expect(begun).toEqual([]);

    complaints.expectRefusal(404);
    await page.getByLabel("Work e-mail").fill("nina@nowhere.example");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("alert")).toContainText("No company lets people with this address sign in here");

    await page.getByLabel("Work e-mail").fill(colleague);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByLabel("Address")).toHaveValue(colleague);
    complaints.expectRefusal(502);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
    await expect(page.getByText("It was called off")).toBeVisible();
    // Neither a code nor a state stays in the address.
    expect(new URL(page.url()).search).toBe("");

    await page.goto("/plants");
    await page.getByRole("link", { name: "Sign in with your company’s account" }).click();
    await page.getByLabel("Work e-mail").fill(colleague);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/plants");
    await expect(page.getByText("No plants yet")).toBeVisible();
    const members = await owner.read<{ role: string }>(`members?email=eq.${colleague}&select=role`);
    expect(members).toEqual([{ role: "member" }]);
    await signOut(page, colleague);
});
