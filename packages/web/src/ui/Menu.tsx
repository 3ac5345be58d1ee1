import { Ellipsis } from "lucide-react"
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components"
import { Icon } from "./Icon.tsx"
import "./menu.css"

export interface MenuAction {
  readonly id: string
  readonly label: string
  readonly keys?: string
  readonly act: () => void
}

/** A button that opens a list of actions. */
export function Menu({
  label,
  actions,
  className = "icon-btn small",
}: {
  label: string
  actions: readonly MenuAction[]
  className?: string
}) {
  return (
    <MenuTrigger>
      <Button className={className} aria-label={label}>
        <Icon of={Ellipsis} size="s" />
      </Button>
      <Popover className="menu-pop" placement="bottom end">
        <AriaMenu className="menu" aria-label={label}>
          {actions.map(({ id, label: text, keys, act }) => (
            <MenuItem key={id} id={id} className="menu-item" onAction={act} textValue={text}>
              <span className="grow">{text}</span>
              {keys === undefined ? null : <kbd>{keys}</kbd>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
