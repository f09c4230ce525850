import { expect, expectSound, test } from "./test.ts";

test("a list is its address; a limit says what lifts it", { tag: "@phone" }, async ({ page, owner, complaints }, info) => {
    await owner.signIn(page, "/plants");
    await expect(page.getByText("No plants yet")).toBeVisible();

    await page.getByRole("button", { name: "Add a plant" }).first().click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByText("Enter a name")).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill("Lyon");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("rowheader", { name: "Lyon" })).toBeVisible();
    await expect(page.getByText("1 of 5")).toBeVisible();

    await owner.call("create_plants", { names: ["Turin", "Porto", "Gdansk", "Ghent"] });
    await page.goto("/plants?sort=-name");
    await expect(page.getByRole("rowheader")).toHaveText(["Turin", "Porto", "Lyon", "Ghent", "Gdansk"]);
    await page.getByRole("searchbox").pressSequentially("g", { delay: 20 });
    await expect(page.getByRole("rowheader")).toHaveText(["Ghent", "Gdansk"]);
    await expect(page).toHaveURL(/q=g/);
    await page.reload();
    await expect(page.getByRole("rowheader")).toHaveText(["Ghent", "Gdansk"]);
    await page.getByRole("searchbox").fill("nowhere");
    await expect(page.getByText("No plant has such a name")).toBeVisible();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await expect(page.getByRole("rowheader")).toHaveCount(5);

    complaints.expectRefusal(402);
    await page.getByRole("button", { name: "Add a plant" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Sixth");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("the limit does not allow it");
    await expect(page.getByRole("link", { name: "See plans and add-ons" })).toBeVisible();
    await expectSound(page);
    await page.screenshot({ path: info.outputPath("limit.png") });
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Delete Turin" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("4 plants found")).toBeVisible();
    await page.screenshot({ path: info.outputPath("plants.png"), fullPage: true });
});
