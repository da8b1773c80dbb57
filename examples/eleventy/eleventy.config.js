export default function (site) {
  site.addPassthroughCopy({ public: "/" });
  site.ignores.add("README.md");
}
