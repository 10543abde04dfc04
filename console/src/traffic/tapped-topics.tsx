interface TappedTopicsProps {
  readonly topics: readonly string[];
  readonly onChange: (topics: readonly string[]) => void;
}

/** The topics that the server taps, where they are not to be those of the services. */
export function TappedTopics({ topics, onChange }: TappedTopicsProps) {
  return (
    <label>
      <span>Tapped topics</span>
      <input
        type="text"
        placeholder="those of the services"
        spellcheck={false}
        value={topics.join(" ")}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value.split(/[\s,]+/).filter((topic) => topic !== ""))
        }
      />
    </label>
  );
}
