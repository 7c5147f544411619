import { expect, it } from "vitest";
import { reportUrl } from "./report-url.ts";

const opened = {
  pathname: "/app",
  search:
    "?shop=a.myshopify.com&host=abc&embedded=1&locale=en&id_token=secret&hmac=h&timestamp=1&session=s&asOf=2011-10-31&kind=B",
};

it("keeps how the app is embedded and the day, and never a one-time proof", () => {
  expect(reportUrl(opened, "/app/retention")).toBe(
    "/app/retention?shop=a.myshopify.com&host=abc&embedded=1&locale=en&asOf=2011-10-31",
  );
});

it("keeps a page's own choices only on that page", () => {
  const here = { pathname: "/app/retention", search: "?kind=B&period=week" };
  expect(reportUrl(here, "/app/retention", { asOf: "2011-01-02" })).toBe(
    "/app/retention?period=week&kind=B&asOf=2011-01-02",
  );
  expect(reportUrl(here, "/app/segments")).toBe("/app/segments?period=week");
});

it("takes parameters out with null and leaves no question mark behind", () => {
  expect(reportUrl({ pathname: "/app", search: "?asOf=2011-01-02" }, "/app", { asOf: null })).toBe("/app");
});

it("drops the look-back with another period, keeps it with the same, and takes a new one with it", () => {
  const here = { pathname: "/app/retention", search: "?period=month&lookBack=120" };
  expect(reportUrl(here, "/app/retention", { period: "year" })).toBe("/app/retention?period=year");
  expect(reportUrl(here, "/app/retention", { period: "month" })).toBe("/app/retention?period=month&lookBack=120");
  expect(reportUrl(here, "/app/retention", { period: "year", lookBack: "400" })).toBe(
    "/app/retention?period=year&lookBack=400",
  );
});
