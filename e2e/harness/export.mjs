const HEADER = [
  "Title", "Authors", "Contributors", "ISBN/UID", "Format", "Read Status", "Date Added", "Last Date Read", "Dates Read",
  "Read Count", "Moods", "Pace", "Character- or Plot-Driven?", "Strong Character Development?", "Loveable Characters?",
  "Diverse Characters?", "Flawed Characters?", "Star Rating", "Review", "Content Warnings",
  "Content Warning Description", "Tags", "Owned?",
];

/** A StoryGraph export of `count` plain finished books, no two alike: for journeys about many rows, not about odd ones. */
export function plainExport(count) {
  const rows = Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2019, 0, 1 + index)).toISOString().slice(0, 10).replaceAll("-", "/");
    const values = {
      Title: `Plain book ${index + 1}`,
      Authors: `Writer ${index % 50}`,
      "Read Status": "read",
      "Date Added": day,
      "Last Date Read": day,
      "Dates Read": day,
      "Read Count": "1",
      "Star Rating": "4.0",
      "Owned?": "No",
    };
    return HEADER.map((column) => values[column] ?? "").join(",");
  });
  return `${[HEADER.join(","), ...rows].join("\n")}\n`;
}
