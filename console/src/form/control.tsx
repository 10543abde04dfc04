import { ArrayControl } from "./array-control.js";
import type { ControlProps } from "./edited.js";
import { ObjectControl } from "./object-control.js";
import {
  AnythingControl,
  BooleanControl,
  ChoiceControl,
  NumberControl,
  TextControl,
} from "./scalar-controls.js";
import { shapeOf } from "./schema-shape.js";
import { VariantsControl } from "./variants-control.js";

/** The control for a value alone. */
export function Control(props: ControlProps) {
  const shape = shapeOf(props.schema, props.definitions);
  switch (shape.kind) {
    case "text":
      return <TextControl {...props} schema={shape.schema} />;
    case "number":
      return <NumberControl {...props} />;
    case "boolean":
      return <BooleanControl {...props} />;
    case "choice":
      return <ChoiceControl {...props} choices={shape.choices} />;
    case "null":
      return <ChoiceControl {...props} choices={[null]} />;
    case "object":
      return <ObjectControl {...props} schema={shape.schema} />;
    case "array":
      return <ArrayControl {...props} schema={shape.schema} />;
    case "variants":
      return <VariantsControl {...props} variants={shape.variants} />;
    case "anything":
      return <AnythingControl {...props} />;
  }
}
